import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { shippedModelFolder } from "./model-options.ts";
import { filesBelow, listeningIo, runCli } from "./testing/cli.ts";
import { trainingReporter } from "./training-reporter.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const train = (...args: string[]) => runCli(["train", "segmentation", "--out", join(folder, "run"), ...args]);

test("a folder that is no ACDC set is refused before anything is trained", async () => {
  const { exitCode, stderr } = await train("--data", folder);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("holds no ACDC set; expected cases.csv, or folders patient001");
});

test("a configuration is refused with every issue and its place", async () => {
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ seed: "x", surprise: 1 }));
  const { exitCode, stderr } = await train("--data", folder, "--config", config);
  expect(exitCode).toBe(1);
  for (const part of ["seed: ", "plan: ", "surprise"]) expect(stderr).toContain(part);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(await filesBelow(folder)).toEqual(["config.json"]);
});

test("a missing option and a strange number of threads are misuse", async () => {
  expect((await train()).exitCode).toBe(2);
  const { exitCode, stderr } = await train("--data", folder, "--threads", "two");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("whole number")]);
});

test("a model without the record of its training cannot be evaluated", async () => {
  const { exitCode, stderr } = await runCli([
    "evaluate",
    "segmentation",
    "--data",
    folder,
    "--out",
    folder,
    "--model",
    folder,
  ]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("training.json is not there; give a model folder");
});

test("models that held out the same patient are no folds of one cross-validation", async () => {
  writeFileSync(join(folder, "cases.csv"), "id,pathology\npatient009,DCM\n");
  const evaluation = ["evaluate", "segmentation", "--data", folder, "--out", join(folder, "out")];
  const { exitCode, stderr } = await runCli([...evaluation, "--folds", shippedModelFolder, shippedModelFolder]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("patient009 was held out from both");
  const both = await runCli([...evaluation, "--folds", shippedModelFolder, "--patients", "all"]);
  expect(both.exitCode).toBe(2);
});

test.each([
  ["evaluate", "segmentation", "--data", "data"],
  ["evaluate", "finetuned", "--model", "none", "--data", "data"],
  ["train", "average", "--runs", "none", "none"],
  ["train", "ensemble", "--folds", "none", "none"],
  ["train", "image-check", "--data", "data", "--encoder", "none"],
  ["features", "--task", "acdc-group-vit", "--data", "data"],
])("%s %s writes over nothing unless told, and says so before it begins", async (...args) => {
  for (const name of ["cases.csv", "model.json", "card.md"]) writeFileSync(join(folder, name), "kept");
  const { exitCode, stderr } = await runCli([...args, "--out", folder]);
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/^cmr: .* exists already; add --force to replace it\n$/),
  ]);
  expect((await runCli([...args, "--out", folder, "--force"])).stderr).not.toContain("exists already");
  expect(readFileSync(join(folder, "cases.csv"), "utf8")).toBe("kept");
});

test("a card shows the scores of its own model only", async () => {
  const evaluation = ["evaluate", "segmentation", "--data", folder, "--out", folder, "--card", join(folder, "card.md")];
  const { exitCode, stderr } = await runCli([...evaluation, "--folds", shippedModelFolder]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("cannot show these scores");
  expect(await filesBelow(folder)).toEqual([]);
});

test("training shows loss, Dice, pace and the time left; validation does not count as training time", () => {
  let now = 0;
  const { io, written } = listeningIo({ nowMs: () => now });
  const reporter = trainingReporter(io);
  const update = (step: number) =>
    reporter.update({
      step,
      steps: 400,
      scalars: { learningRate: 0.1 },
      metrics: { loss: 0.5, dice: 0.75 },
      firstStep: 1,
    });
  for (let step = 1; step <= 100; step++) {
    update(step);
    now += 600;
  }
  expect(written.stderr.trim().split("\n")).toHaveLength(2);
  expect(written.stderr).toContain("100/400  loss 0.5000  Dice 0.7500  0.60 s/step  left 3 min 00 s");
  now += 1e6;
  reporter.validated(100, 0.9);
  for (let step = 101; step <= 150; step++) {
    update(step);
    now += 600;
  }
  expect(written.stderr).toContain("step 100: validation Dice 0.9000");
  expect(written.stderr.trim().split("\n").at(-1)).toContain("0.60 s/step");
});
