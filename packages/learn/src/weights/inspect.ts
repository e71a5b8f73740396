/** Everything that can be said of a weight file. */
import { countNonFinite, type NonFinite, type WeightComparison } from "./comparison.ts";
import { settledConfig } from "./configs/differences.ts";
import type { Fact, FamilyName } from "./families/family.ts";
import type { IdentifiedModel } from "./identify.ts";
import { type ReadProgress, wholeNumbered } from "./load.ts";
import type { FoundModel, OpenedWeights } from "./open-weights.ts";
import { statedLicence } from "./stated-licence.ts";
import { elementsOf, type StoredTensor } from "./weight-file.ts";

/** What a network is, for people and programs. */
export interface ModelReport {
  readonly prefix: string;
  readonly tensors: number;
  /** Numbers that are trained; of a stranger, all. */
  readonly parameters: number;
  readonly family?: FamilyName;
  readonly title?: string;
  readonly variant?: string;
}

export interface WeightReport {
  readonly path: string;
  readonly format: "safetensors" | "pytorch";
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** As the file, or what lies beside it, says. */
  readonly licence?: string;
  /** Every network of the file, the described one first. */
  readonly networks: readonly ModelReport[];
  /** Tensors that belong to none of them, such as an optimiser's. */
  readonly otherTensors: number;
  /** Tensors by element type, as the file calls it. */
  readonly elementTypes: Readonly<Record<string, number>>;
  readonly views: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly undetermined: readonly string[];
  readonly facts: readonly Fact[];
  readonly task?: string;
  readonly describedBy?: string;
  readonly comparison?: WeightComparison;
  readonly configProblems: readonly string[];
  readonly warnings: readonly string[];
  /** Tensors with values that are no numbers. */
  readonly nonFinite: readonly (NonFinite & { readonly name: string })[];
  /** Parameters that are stored as whole numbers, which are no weights; with their type. */
  readonly wholeNumbers: readonly string[];
  /** Of a stranger: the parts of its names, and a tensor of each. */
  readonly parts: readonly PartReport[];
  /** Whether the model is known, whole, in accord with its configuration, and all real numbers. */
  readonly isSound: boolean;
}

export interface PartReport {
  readonly prefix: string;
  readonly tensors: number;
  readonly example: string;
  readonly shape: readonly number[];
}

/** Reads every value once. */
export function reportWeights(weights: OpenedWeights, onProgress: ReadProgress = () => {}): WeightReport {
  const { file, model, description, configProblems } = weights;
  const nonFinite = nonFiniteTensors(weights, onProgress);
  const wholeNumbers = model ? wholeNumbered(model, weights.tensors) : [];
  const networks = [weights, ...weights.all.filter(({ prefix }) => prefix !== weights.prefix)].map(modelReport);
  const licence = statedLicence(file);
  const isWhole = model !== undefined && Object.values(model.comparison).every((names) => names.length === 0);
  return {
    path: file.path,
    format: file.format,
    bytes: file.byteLength,
    metadata: file.metadata,
    ...(licence !== undefined && { licence }),
    networks,
    otherTensors: file.tensors.size - networks.reduce((sum, { tensors }) => sum + tensors, 0),
    elementTypes: elementTypes(weights),
    views: model?.views ?? [],
    undetermined: model?.undetermined ?? [],
    facts: [...(model?.facts ?? []), ...computedFact(weights)],
    ...(model && { config: settledConfig(model, description), comparison: model.comparison }),
    ...(description?.task !== undefined && { task: description.task }),
    ...(description && { describedBy: description.path }),
    configProblems,
    warnings: description?.warnings ?? [],
    nonFinite,
    wholeNumbers,
    parts: model ? [] : partsOf(weights),
    isSound: isWhole && [configProblems, nonFinite, wholeNumbers].every((found) => found.length === 0),
  };
}

function modelReport({ prefix, tensors, model, computed }: FoundModel): ModelReport {
  return {
    prefix,
    tensors: tensors.size - computed.size,
    parameters: elementsOf(model ? trained(tensors, model) : tensors.values()),
    ...(model && { family: model.family, title: model.title }),
    ...(model?.variant !== undefined && { variant: model.variant }),
  };
}

function computedFact({ computed }: OpenedWeights): Fact[] {
  return computed.size === 0 ? [] : [["positions", `${computed.size} tensors of sines and cosines, not stored`]];
}

function trained(tensors: FoundModel["tensors"], { specs }: IdentifiedModel): StoredTensor[] {
  return specs.flatMap(({ name, isBuffer }) => (isBuffer ? [] : (tensors.get(name) ?? [])));
}

function nonFiniteTensors({ tensors, read }: OpenedWeights, onProgress: ReadProgress) {
  let done = 0;
  return [...tensors.keys()].flatMap((name) => {
    onProgress(done, tensors.size);
    done += 1;
    const { nan, infinite } = countNonFinite(read(name));
    return nan + infinite > 0 ? [{ name, nan, infinite }] : [];
  });
}

function elementTypes({ tensors, computed }: OpenedWeights): Record<string, number> {
  const stored = [...tensors].filter(([name]) => !computed.has(name));
  const groups = Map.groupBy(stored, ([, { storedAs }]) => storedAs);
  return Object.fromEntries([...groups].map(([type, members]) => [type, members.length]));
}

/** The first two parts of each name, and how many tensors share them. */
function partsOf({ tensors }: OpenedWeights): readonly PartReport[] {
  const groups = Map.groupBy(tensors, ([name]) => name.split(".").slice(0, 2).join("."));
  return [...groups].map(([prefix, members]) => {
    const [example, { shape }] = members[0]!;
    return { prefix, tensors: members.length, example, shape };
  });
}
