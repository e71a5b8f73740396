/** One network within a weight file: its tensors, what model it is, and what lies beside it. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { HostTensor } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { isCheckpoint, withComputedPositions } from "./computed-positions.ts";
import { descriptionInMetadata, descriptionOf } from "./configs/beside.ts";
import { configDifferences } from "./configs/differences.ts";
import type { ModelDescription } from "./configs/model-description.ts";
import { type IdentifiedModel, identifyModel } from "./identify.ts";
import { statesOf, type WeightState } from "./states.ts";
import { openWeightFile, type StoredTensor, type WeightFile } from "./weight-file.ts";

export interface OpenWeightsOptions {
  /** Prefix of the network to take, with or without the dot or slash at its end; the best one by default. */
  readonly state?: string;
  /** Configuration file, instead of the one that lies beside. */
  readonly config?: string;
}

/** A network within a file. */
export interface FoundModel {
  readonly prefix: string;
  /** By their names without the prefix. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly model: IdentifiedModel | undefined;
  /** Those of the tensors that the file does not hold: positions that training computes. */
  readonly computed: ReadonlyMap<string, HostTensor>;
}

export interface OpenedWeights extends FoundModel {
  readonly file: WeightFile;
  /** Every network of the file, this one among them. */
  readonly all: readonly FoundModel[];
  readonly description: ModelDescription | undefined;
  /** Where the description contradicts the weights, a clause each. */
  readonly configProblems: readonly string[];
  /** Reads a tensor by its name without the prefix. */
  readonly read: (name: string) => HostTensor;
  readonly close: () => void;
}

/**
 * Opens a weight file, or the one in a model or run folder, and tells what its best network is.
 * @throws {LearnError} `data-missing`, `bad-checkpoint` or `bad-config`, naming the file and what is wrong with it.
 */
export async function openWeights(path: string, options: OpenWeightsOptions = {}): Promise<OpenedWeights> {
  const file = await openWeightFile(weightPathIn(path));
  try {
    return opened(file, options);
  } catch (error) {
    file.close();
    throw error;
  }
}

function opened(file: WeightFile, { state, config }: OpenWeightsOptions): OpenedWeights {
  const ofFile = config === undefined ? descriptionInMetadata(file.metadata, file.path) : undefined;
  const description = ofFile ?? descriptionOf(file.path, config);
  const states = wanted(file, statesOf(file.tensors.keys()), state);
  const all = states.map((each) => foundModel(file, each, description));
  const best = all.find(({ model }) => model) ?? all[0];
  if (!best) throw new LearnError("bad-checkpoint", `${file.path} holds no tensors`);
  return {
    ...best,
    file,
    all,
    description,
    configProblems: best.model && description ? configDifferences(best.model, description) : [],
    read: (name) => best.computed.get(name) ?? file.read(best.prefix + name),
    close: file.close,
  };
}

/** cmrkit's checkpoints keep a student bare and its teacher as its moving average. */
const ALIASES: Readonly<Record<string, string>> = { student: "", teacher: "ema/" };

function wanted({ path }: WeightFile, states: readonly WeightState[], state: string | undefined) {
  if (state === undefined) return states;
  const behind = (prefix: string) =>
    states.filter((each) => [prefix, `${prefix}.`, `${prefix}/`].includes(each.prefix));
  const within = states.filter(({ prefix }) => prefix.startsWith(`${state}.`));
  const chosen = [behind(state), within, behind(ALIASES[state] ?? state)].find((found) => found.length > 0);
  if (chosen) return chosen;
  const known = states.map(({ prefix }) => prefix || "(none)").join(", ");
  throw new LearnError("bad-checkpoint", `${path} holds no network behind the prefix ${state}; prefixes: ${known}`);
}

function foundModel(
  file: WeightFile,
  { prefix, names }: WeightState,
  description: ModelDescription | undefined,
): FoundModel {
  const tensors = new Map(names.map((name) => [name, file.tensors.get(prefix + name)!]));
  const model = identified(file, tensors, description);
  if (!model) return { prefix, tensors, model, computed: new Map() };
  return { prefix, ...withComputedPositions(file, tensors, model) };
}

/** A checkpoint holds what trains alone; the record of its run tells the rest. */
function identified(
  { path, metadata }: WeightFile,
  tensors: FoundModel["tensors"],
  description: ModelDescription | undefined,
): IdentifiedModel | undefined {
  try {
    return identifyModel(tensors, description?.hints);
  } catch (error) {
    if (!(error instanceof LearnError) || description || !isCheckpoint(metadata)) throw error;
    const advice = "put the run.json of its run beside it, or name it with --config";
    throw new LearnError(
      error.kind,
      `${path} is a checkpoint that does not tell what it is (${error.message}); ${advice}`,
    );
  }
}

/** Files that a folder of cmrkit keeps its weights in. */
const FOLDER_FILES = ["weights.safetensors", "checkpoint.safetensors"];

/** A folder stands for the one weight file in it. */
function weightPathIn(path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) return path;
  const files = readdirSync(path);
  const own = FOLDER_FILES.find((name) => files.includes(name));
  if (own) return join(path, own);
  const weights = files.filter((name) => /\.(safetensors|pth|pt)$/.test(name)).sort();
  if (weights.length === 1) return join(path, weights[0]!);
  const found = weights.length === 0 ? "no weight file" : `${weights.length} weight files: ${weights.join(", ")}`;
  throw new LearnError("bad-checkpoint", `${path} is a folder with ${found}; give a file`);
}
