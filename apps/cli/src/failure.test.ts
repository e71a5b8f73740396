import { StudyError } from "@cmrkit/study";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { failureOf, Misuse } from "./failure.ts";

test("an error of the packages keeps its kind and becomes one line", () => {
  const error = new StudyError("bad-model", "model.json: [\n  {\n    bad\n  }\n]");
  expect(failureOf(error)).toEqual({ kind: "bad-model", message: "model.json: [ { bad } ]", exitCode: 1 });
});

test("issues that have a line each are told apart in the one", () => {
  const { message } = failureOf(new Error("c.json is wrong:\n  seed: missing\n  crops: missing"))!;
  expect(message).toContain("c.json is wrong: seed: missing; crops: missing;");
});

test("misuse ends with 2, help with nothing to report", () => {
  expect(failureOf(new Misuse("no"))).toEqual({ kind: "misuse", message: "no", exitCode: 2 });
  expect(failureOf(new CommanderError(1, "commander.unknownOption", "error: unknown option"))).toEqual({
    kind: "misuse",
    message: "unknown option",
    exitCode: 2,
  });
  expect(failureOf(new CommanderError(0, "commander.help", "(outputHelp)"))).toBeNull();
});

test("anything else is a fault of the program, and says so", () => {
  expect(failureOf(new TypeError("x is undefined"))).toMatchObject({
    kind: "internal",
    message: expect.stringMatching(/^internal error: x is undefined; set CMR_DEBUG=1/),
    exitCode: 1,
  });
  expect(failureOf("thrown text")).toMatchObject({ kind: "internal", exitCode: 1 });
});
