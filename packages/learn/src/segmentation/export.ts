/** The trained network as the folder that `cmr analyze` opens. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { modelFiles, type SegmentationModelFile, type SegmentationPlan } from "@cmrkit/study";
import { decodeFloat16, type HostTensor, type NamedTensors, readSafetensors, writeSafetensors } from "@cmrkit/tensor";
import { z } from "zod";
import { dataSetNamed } from "../datasets/data-sets.ts";
import type { Split } from "../datasets/split.ts";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { halved } from "../training/half-precision.ts";
import { parseSegmentationConfig, type SegmentationConfig } from "./config.ts";
import { segmentationModel } from "./network.ts";

/** What weights may be used for, given what they learnt from. Source: terms of the data sets. */
export function weightsLicence(...sets: readonly string[]): string {
  const terms = [...new Set(sets)].map((set) => {
    const { title, source, licence } = dataSetNamed(set);
    return `${licence} (trained on ${shortTitle(title)}, ${source})`;
  });
  return `${terms.join(" and ")}; research use only`;
}

/** A title up to where it begins to explain itself. */
export function shortTitle(title: string): string {
  return title.split(/[:,]/)[0]!;
}

/** Contents of `training.json`: how a model came to be, so that its evaluation knows which patients it never saw. */
export interface TrainingFacts {
  readonly config: SegmentationConfig;
  readonly split: Split;
  readonly steps: number;
  /** The model whose weights the run started from, if it did not start from fresh ones. */
  readonly from?: ModelOrigin;
  /** What it learnt from besides, and is not evaluated on. */
  readonly further?: readonly { readonly set: string; readonly hearts: number }[];
  /** The models that this one averages, each of which held out some of the training patients. */
  readonly members?: readonly ModelOrigin[];
  /** The runs from `from` whose mean the weights are. */
  readonly averages?: readonly ModelOrigin[];
}

export interface ModelOrigin {
  /** Of its weight file. */
  readonly sha256: string;
  readonly steps: number;
}

const TRAINING_FILE = "training.json";

/** Writes `model.json`, `network.onnx`, `weights.safetensors` (half precision) and `training.json` into a folder. */
export function writeSegmentationModel(
  folder: string,
  name: string,
  weights: NamedTensors,
  facts: TrainingFacts,
): void {
  writeModel(folder, { name, plan: facts.config.plan, network: segmentationModel(facts.config), weights, facts });
}

/** A model about to be written. */
export interface ModelParts {
  readonly name: string;
  readonly plan: SegmentationPlan;
  readonly network: Uint8Array;
  readonly weights: NamedTensors;
  readonly facts: TrainingFacts;
}

/** Writes the files of a model, its weights in half precision. */
export function writeModel(folder: string, { name, plan, network, weights, facts }: ModelParts): void {
  mkdirSync(folder, { recursive: true });
  const licence = licenceOf(facts);
  const card: SegmentationModelFile = {
    schema: "cmrkit.model/1",
    name,
    task: "cine-sax-segmentation",
    licence,
    plan,
  };
  const bytes = writeSafetensors(halved(weights), { name, licence });
  writeFileAtomically(join(folder, modelFiles.weights), bytes);
  writeFileAtomically(join(folder, modelFiles.network), network);
  writeFileAtomically(join(folder, TRAINING_FILE), `${JSON.stringify(facts, null, 2)}\n`);
  writeFileAtomically(join(folder, modelFiles.card), `${JSON.stringify(card, null, 2)}\n`);
}

/** Of the weights, by the sets that they learnt from. */
export function licenceOf({ config, further = [] }: Pick<TrainingFacts, "config" | "further">): string {
  return weightsLicence(config.data.set, ...further.map(({ set }) => set));
}

/**
 * Names a model as the origin of another.
 * @throws {LearnError} `bad-checkpoint` when it is no model that training wrote.
 */
export function modelOrigin(folder: string): ModelOrigin {
  const { steps } = readTrainingFacts(folder);
  const sha256 = createHash("sha256")
    .update(readFileSync(join(folder, modelFiles.weights)))
    .digest("hex");
  return { sha256, steps };
}

/**
 * The weights of a model folder, widened to single precision.
 * @throws {LearnError} `bad-checkpoint` when they cannot be read.
 */
export function readModelWeights(folder: string): Map<string, HostTensor> {
  const path = join(folder, modelFiles.weights);
  try {
    const { tensors } = readSafetensors(readFileSync(path));
    return new Map([...tensors].map(([name, tensor]) => [name, widened(tensor)]));
  } catch (error) {
    throw new LearnError("bad-checkpoint", `${path} holds no weights: ${String(error)}`);
  }
}

function widened({ dtype, shape, data }: HostTensor): HostTensor {
  return data instanceof Uint16Array ? { dtype: "float32", shape, data: decodeFloat16(data) } : { dtype, shape, data };
}

const originSchema = z.strictObject({ sha256: z.string(), steps: z.int() });
const factsSchema = z.object({
  config: z.unknown(),
  split: z.object({ training: z.array(z.string()), validation: z.array(z.string()), sha256: z.string() }),
  steps: z.int(),
  from: originSchema.exactOptional(),
  further: z.array(z.strictObject({ set: z.string(), hearts: z.int() })).exactOptional(),
  members: z.array(originSchema).exactOptional(),
  averages: z.array(originSchema).exactOptional(),
});

/**
 * Reads `training.json`.
 * @throws {LearnError} `bad-checkpoint` when it is missing or damaged.
 */
export function readTrainingFacts(folder: string): TrainingFacts {
  const path = join(folder, TRAINING_FILE);
  if (!existsSync(path))
    throw new LearnError("bad-checkpoint", `${path} is not there; give a model folder of cmr train segmentation`);
  try {
    const { config, ...facts } = factsSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return { config: parseSegmentationConfig(config, path), ...facts };
  } catch (error) {
    if (error instanceof LearnError) throw error;
    throw new LearnError("bad-checkpoint", `${path} does not tell how the model was trained: ${String(error)}`);
  }
}
