/** Both recipes of pre-training as `mpirun` starts them, beside one process with the batches of all. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromColumns, makeGrid, writeNifti } from "@cmrkit/imaging";
import { type NamedTensors, randomStream, readSafetensors } from "@cmrkit/tensor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./testing/cli.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const CONFIGS = join(import.meta.dirname, "../../../configs");
const STEPS = 10;
const isInstalled = spawnSync("mpirun", ["--version"]).status === 0;
const whyNot = isInstalled ? "" : " (skipped: mpirun of Open MPI is not installed)";

const PATIENTS = 4;
const [FRAMES, SLICES, EXTENT] = [2, 4, 24];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-processes-"));
  const images = join(folder, "images");
  mkdirSync(images);
  for (let patient = 1; patient <= PATIENTS; patient++)
    writeFileSync(join(images, `patient${patient}_cine.nii`), drawnStack(patient));
  await runCli(["catalogue", images, "--out", catalogue(), "--as", "*=cine:sax"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const catalogue = () => join(folder, "catalogue.sqlite");

/** A short-axis cine of a bright disc on noise, as NIfTI. */
function drawnStack(patient: number): Uint8Array {
  const random = randomStream(patient);
  const data = Float32Array.from({ length: FRAMES * SLICES * EXTENT * EXTENT }, (_, at) => {
    const [x, y] = [at % EXTENT, Math.floor(at / EXTENT) % EXTENT];
    return (Math.hypot(x - 12, y - 12) < 4 + patient ? 900 : 200) + 30 * random.normal();
  });
  const axes = { iAxis: [8, 0, 0], jAxis: [0, 8, 0], kAxis: [0, 0, 25], origin: [0, 0, 0] } as const;
  const grid = makeGrid([EXTENT, EXTENT, SLICES], fromColumns("ijk", "lps", axes));
  return writeNifti({ grid, frameCount: FRAMES, data });
}

type Json = Readonly<Record<string, unknown>>;

/** A shipped configuration with some sections changed. */
function configured(name: string, changes: (shipped: Record<string, Json>) => Json): Json {
  const shipped = JSON.parse(readFileSync(join(CONFIGS, `${name}.json`), "utf8"));
  return { ...shipped, ...changes(shipped) };
}

/** The shipped small recipes, made smaller still, for batches of so many. */
const recipes = {
  mae: (batch: number) =>
    configured("pretrain-mae-tiny", ({ data, optimiser }) => ({
      data: { ...data, views: { sax: { imageSize: [16, 16, 4], pixelMm: 12, sliceMm: null, minSlices: 2 } } },
      model: {
        variant: "tiny",
        convChannels: [8],
        convBlocks: 1,
        encoder: { embedDim: 24, depth: 2, heads: 2 },
        decoder: { embedDim: 12, depth: 1, heads: 2 },
      },
      optimiser: { ...optimiser, batch, schedule: { steps: STEPS, warmUpSteps: 2 } },
    })),
  dino: (batch: number) =>
    configured("pretrain-dino-tiny", ({ model, optimiser }) => ({
      crops: { global: { size: 32, area: [0.4, 1] }, local: { size: 16, area: [0.1, 0.4], count: 2 } },
      model: {
        ...model,
        size: { embedDim: 24, depth: 2, heads: 2 },
        patchSize: 8,
        head: { layers: 2, hiddenDim: 32, bottleneckDim: 16, prototypes: 64, normLastLayer: true },
      },
      optimiser: { ...optimiser, batch },
    })),
} as const;

interface Pretraining {
  readonly recipe: keyof typeof recipes;
  readonly processes: number;
  readonly batch: number;
}

/** Pre-trains; returns how it ended and every number of the last checkpoint. */
function pretrain({ recipe, processes, batch }: Pretraining) {
  const name = join(folder, `${recipe}-${processes}`);
  writeFileSync(`${name}.json`, JSON.stringify(recipes[recipe](batch)));
  const options = ["--catalogue", catalogue(), "--config", `${name}.json`, "--out", name, "--steps", String(STEPS)];
  const cmr = [process.execPath, MAIN, "pretrain", recipe, ...options, "--workers", "0", "--threads", "1", "--json"];
  const mpirun = ["mpirun", "--oversubscribe", "-n", String(processes), ...cmr];
  const [command, ...args] = processes === 1 ? cmr : mpirun;
  const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
  const { status, stdout, stderr } = spawnSync(command!, args, { env, encoding: "utf8" });
  const checkpoint = join(name, "checkpoint.safetensors");
  expect(existsSync(checkpoint), stderr).toBe(true);
  return { status, stdout, stderr, state: readSafetensors(readFileSync(checkpoint)).tensors };
}

/**
 * A key's bias adds the same to all logits of a query, which softmax ignores: its gradient is rounding, which AdamW scales
 * to steps of the size of any other. Whether a value is one: keys come second in `qkv` and first in `kv`.
 */
function isKeyBias(name: string, at: number, length: number): boolean {
  const [, kind] = /attn\.(qkv|kv)\.bias$/.exec(name) ?? [];
  if (kind === undefined) return false;
  return kind === "kv" ? at < length / 2 : at >= length / 3 && at < (2 * length) / 3;
}

/** The largest difference between two states with the same slots, and where it is. */
function largestDifference(a: NamedTensors, b: NamedTensors) {
  expect([...a.keys()].sort()).toEqual([...b.keys()].sort());
  const differences = [...a].map(([name, { data }]) => {
    const other = b.get(name)!.data;
    const apart = Array.from<number | bigint, number>(data, (value, i) =>
      isKeyBias(name, i, data.length) ? 0 : Math.abs(Number(value) - Number(other[i])),
    );
    return { name, by: Math.max(...apart) };
  });
  return differences.reduce((most, each) => (each.by > most.by ? each : most));
}

describe.skipIf(!isInstalled)(`two processes of cmr pretrain${whyNot}`, () => {
  test.each(["mae", "dino"] as const)(
    "%s: end with the parameters of one with twice the batch",
    (recipe) => {
      const two = pretrain({ recipe, processes: 2, batch: 2 });
      const one = pretrain({ recipe, processes: 1, batch: 4 });
      expect([two.status, one.status], two.stderr).toEqual([0, 0]);
      const { name, by } = largestDifference(two.state, one.state);
      expect(by, name).toBeLessThan(1e-5);
      expect(JSON.parse(two.stdout)).toMatchObject({ step: STEPS }); // one summary: the first process alone speaks
      expect(two.stderr.match(/training on/g)).toHaveLength(1);
    },
    120_000,
  );
});
