/** What an encoder that learns nothing more says of the images of a data set: rows for a linear model. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import { isImageFact } from "./class-fact.ts";
import type { FinetuneConfig } from "./config.ts";
import { csvLine } from "./evaluation/csv.ts";
import { type Example, readExamples, type Truth } from "./examples.ts";
import { learnableCases } from "./learnable-cases.ts";
import { modelOf } from "./model.ts";
import { casesFor } from "./plan.ts";
import { batchFor, type Predictor, predictImage } from "./predict.ts";
import { featureModel, parametersOf } from "./program.ts";
import { startingWeights } from "./starting-weights.ts";

export interface FrozenFeaturesRun {
  readonly config: FinetuneConfig;
  readonly dataFolder: string;
  /** Weight file of an encoder, or none for fresh weights by the configuration's seed. */
  readonly encoder?: string;
  readonly session?: SessionOptions;
  /** Told after each case. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told in one line of the encoder, and of cases that are left out. */
  readonly onNote?: (text: string) => void;
}

export interface FrozenFeatures {
  /** What the truth is, such as `group` or `lvEfPercent`. */
  readonly truthName: string;
  /** Names of the features, such as `sax ed 17`. */
  readonly names: readonly string[];
  readonly rows: readonly FrozenRow[];
}

interface FrozenRow {
  readonly patient: string;
  readonly truth: string | number;
  readonly values: readonly number[];
}

/**
 * A row for each case, the features of its images side by side; a row for each image where the class is the image's own. Of
 * networks that take single slices, an image's features are the mean over its slices.
 * @throws {LearnError} `bad-config` when the configuration is no classification or regression of one target, or its network has
 *   no encoder; `bad-image` when a case has other images than the first; as `startingWeights` and reading throw.
 */
export async function frozenFeatures(run: FrozenFeaturesRun): Promise<FrozenFeatures> {
  const { config, dataFolder, onProgress } = run;
  const truth = truthIn(config);
  const cases = learnableCases(casesFor(config, dataFolder, run.onNote), config.task, run.onNote);
  const encoder = await openEncoder(run, cases[0]!);
  const rows: NamedRow[] = [];
  try {
    for (const [i, each] of cases.entries()) {
      rows.push(...(await rowsOf(each, config, encoder, truth)));
      onProgress?.(i + 1, cases.length);
    }
  } finally {
    await encoder.session.dispose();
  }
  return { truthName: truth.name, names: requireSameNames(rows), rows };
}

/** The first case says how many channels images have. */
async function openEncoder(
  { config, encoder, session = {}, onNote }: FrozenFeaturesRun,
  first: DataCase,
): Promise<Predictor> {
  const [example] = await readExamples(first, config, () => {});
  const model = modelOf(config, example!.image.size[0], ANY_STATISTICS);
  const batch = batchFor(model.views);
  const graph = featureModel(model, batch);
  const { weights, notes } = await startingWeights(model.network, parametersOf(model), config.seed, encoder);
  for (const note of notes) onNote?.(note);
  return { session: await openSession(graph, session), weights, batch, view: model.views[0] };
}

/** A head that nobody asks. */
const ANY_STATISTICS = { mean: [0], deviation: [1] };

interface NamedTruth {
  readonly name: string;
  readonly of: (truth: Truth) => string | number;
  readonly isOfImage: boolean;
}

function truthIn({ task }: FinetuneConfig): NamedTruth {
  if (task.kind === "classification") {
    const of = (truth: Truth) => (truth.kind === "class" ? task.classes[truth.index]! : "");
    return { name: task.fact, of, isOfImage: isImageFact(task.fact) };
  }
  if (task.kind === "regression" && task.targets.length === 1)
    return {
      name: task.targets[0]!,
      of: (truth) => (truth.kind === "values" ? truth.values[0]! : ""),
      isOfImage: false,
    };
  throw new LearnError(
    "bad-config",
    `features are asked for a classification, or a regression of one target; this is ${task.kind}`,
  );
}

interface NamedRow extends FrozenRow {
  readonly caseId: string;
  readonly names: readonly string[];
}

async function rowsOf(
  each: DataCase,
  config: FinetuneConfig,
  predictor: Predictor,
  { of, isOfImage }: NamedTruth,
): Promise<NamedRow[]> {
  const examples = await readExamples(each, config, () => {});
  const answers: { readonly example: Example; readonly values: readonly number[] }[] = [];
  for (const example of examples) answers.push({ example, values: await predictImage(predictor, example.image) });
  const about = { patient: each.patient, caseId: each.id };
  if (isOfImage)
    return answers.map(({ example, values }) => ({
      ...about,
      truth: of(example.truth),
      values,
      names: numbered("image", values),
    }));
  return [
    {
      ...about,
      truth: of(examples[0]!.truth),
      values: answers.flatMap(({ values }) => values),
      names: answers.flatMap(({ example, values }) => numbered(example.name, values)),
    },
  ];
}

function numbered(name: string, values: readonly number[]): string[] {
  return values.map((_, i) => `${name} ${i}`);
}

function requireSameNames(rows: readonly NamedRow[]): readonly string[] {
  const { names } = rows[0]!;
  const other = rows.find((row) => String(row.names) !== String(names));
  if (!other) return names;
  throw new LearnError(
    "bad-image",
    `case ${other.caseId} has other images than case ${rows[0]!.caseId}; choose images by data.sequences and data.views`,
  );
}

/** `patient,<truth>,<features>…`, a line a row, as `cmr classify` and `cmr regress` read it. */
export function frozenFeaturesCsv({ truthName, names, rows }: FrozenFeatures): string {
  const lines = rows.map(({ patient, truth, values }) =>
    csvLine([patient, truth, ...values.map((value) => Number(value.toPrecision(7)))]),
  );
  return `${[csvLine(["patient", truthName, ...names]), ...lines].join("\n")}\n`;
}
