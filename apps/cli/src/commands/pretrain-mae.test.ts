import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cineScan, niftiFiles, sampleHeart, simulateStudy } from "@cmrkit/phantom";
import { randomStream } from "@cmrkit/tensor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";

const scan = cineScan({
  matrix: [40, 40],
  pixelSpacingMm: [5, 5],
  sliceThicknessMm: 8,
  sliceDistanceMm: 24,
  frameCount: 4,
});

const config = {
  seed: 1,
  data: {
    sequences: ["cine"],
    views: {
      sax: { imageSize: [32, 32, 4], pixelMm: 5, sliceMm: null, patchSize: [2, 2, 1] },
      lax_4c: { imageSize: [32, 32], pixelMm: 5, patchSize: [2, 2] },
    },
    validationShare: 0.3,
    clipPercentiles: [0.5, 99.5],
  },
  model: {
    variant: "tiny",
    convChannels: [8],
    convBlocks: 1,
    encoder: { embedDim: 24, depth: 1, heads: 2 },
    decoder: { embedDim: 12, depth: 1, heads: 2 },
  },
  maskRatio: 0.75,
  normalisedTargets: true,
  augmentation: { zoom: { probability: 0.5, factor: [0.9, 1.1] }, flips: 0, shiftMm: 0 },
  optimiser: {
    batch: 2,
    schedule: { epochs: 3, warmUpEpochs: 1 },
    learningRate: 0.001,
    finalLearningRate: 0,
    weightDecay: 0.05,
    betas: [0.9, 0.95],
    clipNorm: 5,
  },
  every: { checkpoint: 1, validation: 2, picture: 3, health: 3 },
};

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
/** With what these tests have in common, where an argument does not say otherwise. */
const pretrain = (...args: string[]) => {
  const common = { "--catalogue": at("hearts.sqlite"), "--workers": "0", "--out": at("run") };
  const unsaid = Object.entries(common).filter(([option]) => !args.includes(option));
  return runCli(["pretrain", "mae", ...unsaid.flat(), ...args]);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-pretrain-"));
  for (const name of ["heart-1", "heart-2", "heart-3"]) {
    const random = randomStream(name);
    const study = simulateStudy(sampleHeart("normal", random.fork("heart")), scan, random, {
      longAxisViews: ["lax_4c"],
    });
    for (const { name: file, bytes } of niftiFiles(study)) {
      if (!/(sax|lax_4c|sax_gt)\.nii\.gz$/.test(file)) continue;
      mkdirSync(dirname(at("hearts", name, file)), { recursive: true });
      writeFileSync(at("hearts", name, file), bytes);
    }
  }
  writeFileSync(at("config.json"), JSON.stringify(config));
  const rules = ["--as", "**=cine", "--patient", "heart-\\d", "--exclude", "*_gt.nii.gz"];
  const catalogued = await runCli(["catalogue", at("hearts"), "--out", at("hearts.sqlite"), ...rules]);
  expect(catalogued.exitCode).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("simulated hearts: from a catalogue to an encoder, in one command", async () => {
  const { exitCode, stdout, stderr } = await pretrain("--config", at("config.json"), "--cache", at("cache"), "--json");
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringContaining("training on 2 studies (2 × sax+lax_4c), 1 held out"),
  ]);
  const summary: unknown = JSON.parse(stdout);
  expect(summary).toMatchObject({
    step: 3,
    steps: 3,
    trainingStudies: 2,
    heldOutStudies: 1,
    model: at("run", "model"),
  });
  const record: unknown = JSON.parse(readFileSync(at("run", "run.json"), "utf8"));
  expect(record).toMatchObject({ schema: "cmrkit.run/1", step: 3, config });
  const inspected = await runCli(["weights", "inspect", at("run", "model", "weights.safetensors"), "--json"]);
  expect([inspected.exitCode, inspected.stdout]).toEqual([0, expect.stringContaining("cinema-mae")]);
}, 60_000);

test("a finished encoder is probed anew with labels and masks, and its card tells what came of it", async () => {
  const row = (name: string, i: number) => {
    const image = at("hearts", name, "nifti", "sax");
    return `${image}.nii.gz,${i % 2 === 0 ? "even" : "odd"},${name},${image}_gt.nii.gz`;
  };
  const rows = ["heart-1", "heart-2", "heart-3"].map(row);
  writeFileSync(at("probes.csv"), ["path,label,patient,mask", ...rows].join("\n"));
  const asked = ["health", at("run"), "--catalogue", at("hearts.sqlite"), "--probes", at("probes.csv")];
  const { exitCode, stdout, stderr } = await runCli(["pretrain", ...asked, "--out", at("health.json")]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/patches linear 0\.\d+ \(random 0\.\d+, chance 0\.\d+\) .*removed linear 0\.\d+/);
  writeFileSync(at("data.md"), "- three simulated hearts\n");
  writeFileSync(at("limits.md"), "- Three hearts are few.\n");
  const texts = [
    "--name",
    "small",
    "--about",
    "Tiny.",
    "--data",
    at("data.md"),
    "--licence",
    "MIT",
    "--probes",
    "parity",
    "--limits",
    at("limits.md"),
  ];
  const card = [at("run"), ...texts, "--health", at("health.json"), "--out", at("card.md")];
  expect((await runCli(["pretrain", "card", ...card])).exitCode).toBe(0);
  expect(readFileSync(at("card.md"), "utf8")).toMatch(
    /structure of a removed patch, linear probe \| 0\.\d{3} \| 0\.\d{3}/,
  );
}, 60_000);

test("a command that the run folder refuses leaves its record as it was", async () => {
  const before = readFileSync(at("run", "run.json"), "utf8");
  writeFileSync(at("other.json"), JSON.stringify({ ...config, seed: 2 }));
  const { exitCode, stderr } = await pretrain("--config", at("other.json"));
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("belongs to another run: its configuration, data")]);
  expect(readFileSync(at("run", "run.json"), "utf8")).toBe(before);
}, 60_000);

test("health is told of a run that has only a checkpoint, which its record counts the updates of", async () => {
  mkdirSync(at("begun"));
  for (const file of ["run.json", "checkpoint.safetensors"]) copyFileSync(at("run", file), at("begun", file));
  const [begun, finished] = await Promise.all(
    ["begun", "run"].map((name) => runCli(["pretrain", "health", at(name), "--catalogue", at("hearts.sqlite")])),
  );
  expect([begun!.exitCode, begun!.stderr]).toEqual([0, expect.stringContaining("its checkpoint of step 3\n")]);
  expect(begun!.stdout).toBe(finished!.stdout);
  rmSync(at("begun", "checkpoint.safetensors"));
  const nothing = await runCli(["pretrain", "health", at("begun"), "--catalogue", at("hearts.sqlite")]);
  expect([nothing.exitCode, nothing.stderr]).toEqual([1, expect.stringContaining("let the run save first")]);
}, 60_000);

test("a checkpoint that lies alone is not guessed at: inspect asks for the record of its run", async () => {
  mkdirSync(at("alone"));
  copyFileSync(at("run", "checkpoint.safetensors"), at("alone", "checkpoint.safetensors"));
  const alone = await runCli(["weights", "inspect", at("alone")]);
  expect([alone.exitCode, alone.stderr]).toEqual([1, expect.stringContaining("put the run.json of its run beside it")]);
  const named = await runCli(["weights", "inspect", at("alone"), "--config", at("run", "run.json")]);
  expect(named.exitCode).toBe(0);
});

test("health is asked of a run folder", async () => {
  const elsewhere = await runCli(["pretrain", "health", at("hearts"), "--catalogue", at("hearts.sqlite")]);
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([1, expect.stringContaining("run.json")]);
});

test("the weights of a run may begin another", async () => {
  const from = ["--from", at("run", "model", "weights.safetensors"), "--out", at("second"), "--steps", "1"];
  const { exitCode, stderr } = await pretrain("--config", at("config.json"), ...from);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`the model is in ${at("second", "model")}`)]);
}, 60_000);

test("a configuration whose views are not in the catalogue is refused before a run folder is made", async () => {
  const { exitCode, stderr } = await pretrain("--out", at("none"));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/no image of the catalogue can be used as lax_2c, lax_3c/);
  expect(() => readFileSync(at("none", "run.json"))).toThrow("ENOENT");
});

test("a missing catalogue, strange numbers and weights that are none are refused in one line", async () => {
  const absent = await pretrain("--catalogue", at("nothing.sqlite"));
  expect([absent.exitCode, absent.stderr]).toEqual([1, expect.stringContaining("nothing.sqlite")]);
  const steps = await pretrain("--steps", "0");
  expect([steps.exitCode, steps.stderr]).toEqual([2, expect.stringContaining("whole number of at least 1")]);
  const from = await pretrain("--config", at("config.json"), "--from", at("config.json"));
  expect([from.exitCode, from.stderr.trim().split("\n").length]).toEqual([1, 1]);
});
