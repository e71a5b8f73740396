import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-compare-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function measures(name: string, predicted: readonly number[]): string {
  const path = join(folder, name);
  const lines = predicted.map((value, i) => `p${i},p${i},lvEfPercent,${value},60,`);
  writeFileSync(path, ["patient,case,measure,predicted,reference,why", ...lines, ""].join("\n"));
  return path;
}

test("two tables are compared in a line for each quantity", async () => {
  const [a, b] = [measures("a.csv", [58, 61, 62]), measures("b.csv", [50, 70, 66])];
  const { exitCode, stdout } = await runCli(["evaluate", "compare", a, b]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/lvEfPercent absolute error +1\.667 +8\.667 +-7 +-9 to -4/);
});

test("tables of other patients are one clear error", async () => {
  const [a, b] = [measures("a.csv", [58, 61, 62]), measures("b.csv", [50, 70])];
  const { exitCode, stderr } = await runCli(["evaluate", "compare", a, b]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/differ in patients of lvEfPercent absolute error: 1 only in the first/);
});

test("help says why its means differ from those of an evaluation, in lines that a terminal takes", async () => {
  const { stdout } = await runCli(["evaluate", "compare", "--help"]);
  expect(stdout).toContain("means of the patients' means");
  expect(stdout.split("\n").filter((line) => line.length > 128)).toEqual([]);
});

test("a card of no model, and training without a folder, are one clear error each", async () => {
  const card = await runCli(["finetune", "card", "--model", folder, "--evaluation", folder, "--licence", "none"]);
  expect([card.exitCode, card.stderr]).toEqual([1, expect.stringContaining("model.json cannot be read")]);
  const training = await runCli(["finetune", "--task", "acdc-group-resnet", "--out", folder]);
  expect([training.exitCode, training.stderr]).toEqual([2, expect.stringContaining("--data")]);
});
