import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { smallFinetune, writePatients } from "../testing/small-finetune.ts";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const grid = { arms: [{ name: "u-net", config: "small.json" }], labels: ["1", "3"], seeds: [0], metric: "mean dice" };

async function fewShot(changes: Readonly<Record<string, unknown>>, out: string, ...args: string[]) {
  writeFileSync(at("grid.json"), JSON.stringify({ ...grid, ...changes }));
  return runCli(["few-shot", at("grid.json"), "--data", at("data"), "--out", at(out), "--workers", "0", ...args]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-few-shot-"));
  writeFileSync(at("small.json"), smallFinetune());
  await writePatients(at("data"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("cells are trained and scored once, and the same command goes on with those that are not", async () => {
  const one = await fewShot({ labels: ["1"] }, "grid");
  expect([one.exitCode, one.stdout]).toEqual([0, expect.stringContaining("1 of 1 cells are done")]);
  const both = await fewShot({}, "grid");
  expect([both.exitCode, both.stdout]).toEqual([0, expect.stringContaining("2 of 2 cells are done")]);
  expect(both.stderr).not.toContain("u-net, 1 labelled patients");
  expect(both.stderr).toMatch(/(\d+)\/\1 {2}loss/);
  expect(both.stderr).toContain("u-net, 3 labelled patients, seed 0: mean dice 0.");
  const cells = readFileSync(at("grid", "cells.csv"), "utf8").trim().split("\n");
  expect(cells.map((line) => line.split(",").slice(0, 3).join(","))).toEqual([
    "arm,labelled_patients,seed",
    "u-net,1,0",
    "u-net,3,0",
  ]);
  expect(readFileSync(at("grid", "curves.svg"), "utf8")).toContain("<svg");
});

test("another data set takes the place of the configurations'", async () => {
  const { exitCode, stderr } = await fewShot({}, "other", "--set", "lax4ch");
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("images/102_0020.jpg")]);
});

test.each([
  ["no arms", { arms: [] }, "no configuration of a grid over label counts"],
  ["an arm without its configuration", { arms: [{ name: "a", config: "none.json" }] }, "none.json is not there"],
  ["more labels than patients", { labels: ["1", "5"] }, "5 patients are asked for training, but there are 4"],
  ["an encoder that is not there", { arms: [{ ...grid.arms[0], encoder: "none.safetensors" }] }, "none.safetensors"],
  ["a metric that there is not", { metric: "dice" }, 'no metric "dice"'],
])("%s: one line, exit code 1, before anything trains or is written", async (_, changes, says) => {
  const { exitCode, stderr } = await fewShot(changes, "refused");
  expect([exitCode, stderr.trim().split("\n").at(-1)]).toEqual([1, expect.stringMatching(/^cmr: /)]);
  expect(stderr).toContain(says);
  expect(existsSync(at("refused"))).toBe(false);
});
