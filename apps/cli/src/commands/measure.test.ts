import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { PATIENTS, writePatients } from "../testing/small-finetune.ts";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const measure = (...args: string[]) =>
  runCli(["measure", "--set", "folder", "--data", at("data"), "--out", at("measures.csv"), ...args]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-measure-"));
  await writePatients(at("data"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a data set becomes a table of measures, and the table groups", async () => {
  const { exitCode, stdout } = await measure();
  expect([exitCode, stdout]).toEqual([0, `${PATIENTS} hearts written to ${at("measures.csv")}\n`]);
  const [header, first] = readFileSync(at("measures.csv"), "utf8").split("\n");
  expect(header).toMatch(/^patient,case,group,lvEdvMlPerM2,.*,lvEfPercent,.*,wallThickening,why$/);
  expect(first).toMatch(/^p0,p0,DCM,,.*"?not measurable, because height or weight is not known/);

  const groups = ["classify", at("measures.csv"), "--label", "group", "--features", "lvEfPercent,edWallMeanMm"];
  const classified = await runCli([...groups, "--folds", "2", "--out", at("groups")]);
  expect([classified.exitCode, classified.stdout]).toEqual([0, expect.stringContaining("truth in rows")]);
  const summary = JSON.parse(readFileSync(at("groups", "summary.json"), "utf8"));
  expect(summary).toMatchObject({ schema: "cmrkit.classification/1", classes: ["DCM", "NOR"], patients: PATIENTS });
  expect(readFileSync(at("groups", "confusion.svg"), "utf8")).toContain("<svg");
});

test.each([
  ["patients that the model knows", ["--patients", "validation"], "holds none of the model's validation patients"],
  ["a set that is none", ["--set", "atlas"], "Allowed choices are acdc"],
])("%s: one line", async (_, args, says) => {
  const { exitCode, stderr } = await measure(...args);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(says);
});

test("a table whose numbers are all missing is refused", async () => {
  writeFileSync(at("empty.csv"), "patient,group,size\na,NOR,\nb,DCM,\n");
  const { exitCode, stderr } = await runCli(["classify", at("empty.csv"), "--label", "group", "--out", at("none")]);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("has no column of numbers")]);
});
