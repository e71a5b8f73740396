/**
 * How long and how much memory a CineMA masked autoencoder of the published size takes, from random weights to a masked
 * forward pass: ViT-Base, a short-axis stack of 192 × 192 × 16 and three long-axis planes of 256 × 256.
 *
 * Each stage runs in a process of its own, so that its peak memory is its own.
 *
 *   npx -c 'node bench/full-size.ts'
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  convViTSuccessor,
  exportWeights,
  importSuccessor,
  importWeights,
  loadModel,
  openWeights,
  reportWeights,
  writeTensors,
} from "@cmrkit/learn";
import {
  cinemaVariants,
  imageInputs,
  initialParameters,
  type MaskedAutoencoderConfig,
  maskedAutoencoder,
  maskFeeds,
  maskInputs,
  ParameterScope,
  patchCount,
  randomPatchMasks,
} from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { elementCount, float32, type HostTensor, randomStream } from "@cmrkit/tensor";
import { provenance } from "./provenance.ts";
import { addRow } from "./result-row.ts";

const { encoder, decoder, convChannels, convBlocks } = cinemaVariants.base;
const { embedDim, ...transformer } = encoder;
const { embedDim: decoderWidth, ...decoderTransformer } = decoder;

/** Source: cinema/mae/config.yaml. */
const config: MaskedAutoencoderConfig = {
  views: [
    { name: "sax", imageSize: [192, 192, 16], inChannels: 1, patchSize: [4, 4, 1], scaleFactor: [2, 2, 1] },
    ...["lax_2c", "lax_3c", "lax_4c"].map((name) => ({
      name,
      imageSize: [256, 256],
      inChannels: 1,
      patchSize: [4, 4],
      scaleFactor: [2, 2],
    })),
  ],
  embedDim,
  transformer,
  convChannels,
  convBlocks,
  convNorm: "layer",
  decoder: { embedDim: decoderWidth, transformer: decoderTransformer },
};

const MASK_RATIO = 0.75;
const BATCH = 1;
const SEED = 1;

interface Graph {
  readonly scope: ParameterScope;
  readonly bytes: Uint8Array;
}

/** The masked autoencoder whose weights are inputs by name. */
function maskedForward(): Graph {
  const scope = new ParameterScope();
  const masks = maskInputs(config, BATCH, MASK_RATIO);
  const predicted = maskedAutoencoder(scope, config, imageInputs(config, BATCH), masks);
  return {
    scope,
    bytes: emit(Object.fromEntries([...predicted].map(([view, patches]) => [`predicted.${view}`, patches]))),
  };
}

/** What a stage did, for the table. */
type Stage = (folder: string) => Promise<string>;

const weightsIn = (folder: string) => join(folder, "cinema.safetensors");

const stages: Readonly<Record<string, Stage>> = {
  "initialise and save": async (folder) => {
    const { scope } = maskedForward();
    const layout = new Map(scope.specs.map((spec) => [spec.name, { ...spec, dtype: "float32" as const }]));
    const random = randomStream(SEED);
    const read = (name: string) => initialParameters([layout.get(name)!], random).get(name)!;
    writeTensors(weightsIn(folder), { layout, read, metadata: { format: "pt" } });
    return `${(statSync(weightsIn(folder)).size / 1e6).toFixed(1)} MB, ${layout.size} tensors`;
  },
  inspect: async (folder) => {
    const weights = await openWeights(weightsIn(folder));
    const { networks, isSound } = reportWeights(weights);
    weights.close();
    const [found] = networks;
    return `${found?.title}, ${found?.variant}, ${((found?.parameters ?? 0) / 1e6).toFixed(1)} million parameters, sound: ${isSound}`;
  },
  import: async (folder) => {
    const weights = await openWeights(weightsIn(folder));
    const { origin } = importWeights(weights, { folder: join(folder, "model") });
    weights.close();
    return `SHA-256 ${origin.sha256.slice(0, 8)}…`;
  },
  "import as ConvViT": async (folder) => {
    const weights = await openWeights(weightsIn(folder));
    const successor = convViTSuccessor(weights, { views: ["sax"], channels: 2, outputs: 5 });
    const { notes } = importSuccessor(weights, successor, randomStream(SEED), { folder: join(folder, "convvit") });
    weights.close();
    return notes[0]!;
  },
  export: async (folder) => {
    const weights = await openWeights(join(folder, "model"));
    const { tensors } = exportWeights(weights, { path: join(folder, "exported.safetensors") });
    weights.close();
    return `${tensors} tensors`;
  },
  load: async (folder) => {
    const weights = await openWeights(join(folder, "model"));
    const loaded = loadModel(weights);
    weights.close();
    return `${loaded.size} tensors in memory`;
  },
  "load, masked forward": async (folder) => {
    const weights = await openWeights(join(folder, "model"));
    const parameters = loadModel(weights);
    weights.close();
    const session = await openSession(maskedForward().bytes);
    const start = performance.now();
    const predicted = await session.run(new Map([...parameters, ...batch()]));
    const seconds = (performance.now() - start) / 1000;
    await session.dispose();
    const values = [...predicted.values()].map(({ data }) => meanSquare(Float32Array.from(data, Number)));
    return `the pass alone ${seconds.toFixed(1)} s; mean squares ${values.map((value) => value.toFixed(3)).join(", ")}`;
  },
};

/** Images of noise, and which of their patches are removed. */
function batch(): Map<string, HostTensor> {
  const random = randomStream(SEED + 1);
  const images = config.views.map(({ name, inChannels, imageSize }) => {
    const shape = [BATCH, inChannels, ...imageSize];
    const values = Float32Array.from({ length: elementCount(shape) }, () => random.uniform());
    return [`image.${name}`, float32(shape, values)] as const;
  });
  const counts = new Map(config.views.map((view) => [view.name, patchCount(config, view)]));
  return new Map([...images, ...maskFeeds(randomPatchMasks(counts, MASK_RATIO, [random]))]);
}

function meanSquare(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

interface Measured {
  readonly seconds: number;
  /** Processor time over all threads, which other work on the machine disturbs less. */
  readonly cpuSeconds: number;
  readonly peakMemoryMiB: number;
  readonly outcome: string;
}

async function measure(stage: Stage, folder: string): Promise<Measured> {
  const start = performance.now();
  const outcome = await stage(folder);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage();
  return { seconds, cpuSeconds: (user + system) / 1e6, peakMemoryMiB: process.resourceUsage().maxRSS / 1024, outcome };
}

/** Runs every stage in a process of its own, prints a table and adds its rows to `results/full-size.csv`. */
function measureAll(): void {
  const folder = mkdtempSync(join(tmpdir(), "cmrkit-full-size-"));
  process.stdout.write("| stage | seconds | of processor | peak memory | |\n| --- | --- | --- | --- | --- |\n");
  for (const name of Object.keys(stages)) {
    const answer = execFileSync(process.execPath, [import.meta.filename, name, folder], { encoding: "utf8" });
    const measured: Measured = JSON.parse(answer);
    const [seconds, cpuSeconds] = [measured.seconds.toFixed(1), measured.cpuSeconds.toFixed(1)];
    const [peakMemoryMiB, { outcome }] = [measured.peakMemoryMiB.toFixed(0), measured];
    process.stdout.write(`| ${name} | ${seconds} | ${cpuSeconds} | ${peakMemoryMiB} MiB | ${outcome} |\n`);
    addRow("full-size", { ...provenance(), stage: name, seconds, cpuSeconds, peakMemoryMiB, outcome });
  }
  rmSync(folder, { recursive: true });
}

const [stage, folder] = process.argv.slice(2);
if (stage === undefined || folder === undefined) measureAll();
else process.stdout.write(JSON.stringify(await measure(stages[stage]!, folder)));
