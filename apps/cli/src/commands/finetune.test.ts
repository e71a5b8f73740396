import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesBelow, runCli } from "../testing/cli.ts";
import { smallFinetune, writePatients } from "../testing/small-finetune.ts";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const json = (...path: string[]) => JSON.parse(readFileSync(at(...path), "utf8"));
const lines = (...path: string[]) =>
  readFileSync(at(...path), "utf8")
    .trim()
    .split("\n");
const finetune = (out: string, ...args: string[]) =>
  runCli(["finetune", "--config", at("small.json"), "--data", at("data"), "--out", at(out), ...args]);

let trained: Awaited<ReturnType<typeof runCli>>;

/** A loading thread starts slowly where all cores are busy. */
const TIMEOUT_MS = 180_000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-finetune-"));
  writeFileSync(at("small.json"), smallFinetune());
  await writePatients(at("data"));
  trained = await finetune("run");
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a network is trained with batches of another thread, and run and split are recorded", () => {
  expect([trained.exitCode, trained.stderr]).toEqual([0, expect.stringMatching(/4\/4 .* waiting 0\.0 %/)]);
  expect(trained.stderr).toContain("learning from 4 of 4 training patients; 2 for validation, 2 for the test");
  expect(json("run", "run.json").split).toEqual(json("run", "split.json"));
});

test("its model is scored on the test patients of its split", async () => {
  const command = ["evaluate", "finetuned", "--model", at("run", "model"), "--data", at("data"), "--out", at("scores")];
  const scored = await runCli([...command, "--json"]);
  expect(scored.exitCode).toBe(0);
  expect(JSON.parse(scored.stdout)).toEqual(json("scores", "summary.json"));
  expect(json("scores", "summary.json").metrics["mean dice"].n).toBe(2);
  const tested: readonly string[] = json("run", "split.json").test;
  const rows = lines("scores", "cases.csv").slice(1);
  expect(rows).toHaveLength(2 * 2 * 3);
  expect(rows.every((row) => tested.includes(row.split(",")[0]!))).toBe(true);
});

test("its card repeats the command that evaluated it, and refuses the evaluation of other weights", async () => {
  const command = [
    "evaluate",
    "finetuned",
    "--model",
    at("run", "model"),
    "--data",
    at("data"),
    "--out",
    at("flipped"),
  ];
  expect((await runCli([...command, "--tta", "flips"])).exitCode).toBe(0);
  const card = (model: string) =>
    runCli(["finetune", "card", "--model", model, "--evaluation", at("flipped"), "--licence", "none"]);
  expect((await card(at("run", "model"))).stdout).toContain("--patients test --tta flips --out");
  mkdirSync(at("other-model"));
  copyFileSync(at("run", "model", "model.json"), at("other-model", "model.json"));
  writeFileSync(at("other-model", "weights.safetensors"), "others");
  const refused = await card(at("other-model"));
  expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toMatch(/^cmr: .*summary\.json evaluates the weights .*\n$/);
});

test("its split is taken over by the next run, whose images have no room in memory", async () => {
  const split = at("run", "split.json");
  const next = await finetune("next", "--seed", "9", "--split", split, "--workers", "0", "--memory", "0");
  expect([next.exitCode, next.stderr]).toEqual([0, expect.stringContaining("memory holds 0 of 12 images")]);
  expect(json("next", "split.json")).toEqual(json("run", "split.json"));
});

test("the owners' sides are asked of a set that has none in one line, before anything is written", async () => {
  const asked = await finetune("owners", "--split", "owners");
  expect([asked.exitCode, asked.stderr]).toEqual([1, expect.stringMatching(/^cmr: case p0 is on no side of .*\n$/)]);
  expect(existsSync(at("owners"))).toBe(false);
});

test("another data set takes the place of the configuration's, and one that there is not is told with those that there are", async () => {
  writeFileSync(at("acdc.json"), smallFinetune({ data: { set: "acdc", frames: "each" } }));
  const on = (...args: string[]) =>
    runCli(["finetune", "--config", at("acdc.json"), "--data", at("data"), "--out", at("other"), ...args]);
  expect((await on("--set", "folder", "--labels", "5")).stderr).toContain("5 patients are asked for training");
  const none = await on("--set", "atlas");
  expect([none.exitCode, none.stderr]).toEqual([2, expect.stringMatching(/^cmr: .*'atlas' is invalid.* are acdc, /)]);
  expect(existsSync(at("other"))).toBe(false);
});

test("a model folder that is none, and a folder without its patients, are told in one line", async () => {
  const evaluate = (...args: string[]) => runCli(["evaluate", "finetuned", "--out", at("none"), ...args]);
  const nothing = await evaluate("--model", at("nothing"), "--data", at("data"));
  expect([nothing.exitCode, nothing.stderr]).toEqual([
    1,
    expect.stringMatching(/^cmr: .*model\.json cannot be read.*\n$/),
  ]);
  expect((await evaluate("--model", at("nothing"), "--data", at("data"), "--patients", "some")).exitCode).toBe(2);
});

test.each([
  ["labels of some", ["--labels", "some"], "8, 5% or all"],
  ["labels of more than all", ["--labels", "101%"], "8, 5% or all"],
  ["a seed that is no number", ["--seed", "x"], "whole number of at least 0"],
  ["a seed between numbers", ["--seed", "1.5"], "whole number of at least 0"],
  ["an empty seed", ["--seed", ""], "whole number of at least 0"],
  ["fewer workers than none", ["--workers", "-1"], "whole number of at least 0"],
  ["half a fold", ["--fold", "1"], "such as 1/5"],
  ["a fold of a split that is given", ["--fold", "1/4", "--split", "split.json"], "cannot be used with"],
  ["a task beside a configuration", ["--task", "acdc-segmentation-unet"], "cannot be used with"],
])("%s: misuse, exit code 2", async (_, args, says) => {
  const before = await filesBelow(folder);
  const { exitCode, stderr } = await finetune("misused", ...args);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(says)]);
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^cmr: /);
  expect(await filesBelow(folder)).toEqual(before);
});

test("without a task, those that there are are named", async () => {
  const { exitCode, stderr } = await runCli(["finetune", "--data", at("data"), "--out", at("run")]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("acdc-segmentation-unet")]);
});
