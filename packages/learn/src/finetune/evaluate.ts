/**
 * How a fine-tuned model does on labelled patients: a row for each answer, and every metric with its interval over patients.
 *
 * The overlap of a structure that only one mask has is 0, of one that neither has not measurable. Distances are means over the
 * images where both masks have the structure, so read them beside the overlap: a model that misses a structure altogether
 * has no bad distance for it.
 */
import {
  type BootstrapInterval,
  isMeasured,
  type Measured,
  notMeasurable,
  overlap,
  surfaceAgreement,
} from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import type { ImageView } from "../catalogue/image.ts";
import { agreementMetrics } from "../metrics/agreement.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { type ClassifiedCase, mostProbableIndex } from "../metrics/classified-case.ts";
import type { Metrics, OfPatient } from "../metrics/metric.ts";
import { type IntervalOptions, patientIntervals } from "../metrics/patient-interval.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import type { TaskConfig } from "./config.ts";
import { labelsOn } from "./evaluation/case-masks.ts";
import { classStabilities } from "./evaluation/class-stability.ts";
import { csvLine, measuredCell, reasonCell } from "./evaluation/csv.ts";
import { infarctPresenceMetrics, measuredByBoth } from "./evaluation/measure-metrics.ts";
import type { MeasuredCase } from "./evaluation/measured-case.ts";
import type { Example } from "./examples.ts";
import { LANDMARK_COLUMNS, type LandmarkAnswer, landmarkAnswers, landmarkCells } from "./landmarks/answers.ts";
import { isLandmarkTask } from "./landmarks/config.ts";
import { landmarkIntervals } from "./landmarks/intervals.ts";
import { type SegmentedBy, segmentImage } from "./native-labels.ts";
import { type Predictor, predictImage } from "./predict.ts";
import type { PreparedImage } from "./prepared-image.ts";

/** One answer beside its truth, as a line of a table. */
export type Answered =
  | LandmarkAnswer
  | (OfPatient & { readonly caseId: string; readonly image: string } & (
        | {
            readonly kind: "structure";
            readonly name: string;
            readonly view: ImageView;
            readonly dice: Measured;
            readonly iou: Measured;
            readonly hd95Mm: Measured;
            readonly assdMm: Measured;
            /** Of the network's own voxels: it needs no truth. */
            readonly stability: Measured;
          }
        | ({ readonly kind: "class"; readonly answer: string } & ClassifiedCase)
        | { readonly kind: "value"; readonly name: string; readonly predicted: number; readonly reference: number }
      ));

type SegmentationTask = Extract<TaskConfig, { readonly kind: "segmentation" }>;

/** What a model answers to an example of a task that is not a segmentation. */
export async function answersTo(
  example: Example,
  task: Exclude<TaskConfig, SegmentationTask>,
  predictor: Predictor,
): Promise<readonly Answered[]> {
  if (isLandmarkTask(task)) return landmarkAnswers(example, task, predictor);
  const of = { patient: example.patient, caseId: example.caseId, image: example.name };
  const answer = await predictImage(predictor, example.image);
  const { truth } = example;
  if (task.kind === "classification")
    return [
      {
        ...of,
        kind: "class",
        truth: task.classes[truth.kind === "class" ? truth.index : -1]!,
        answer: task.classes[mostProbableIndex(answer)]!,
        probabilities: answer,
      },
    ];
  const values = truth.kind === "values" ? truth.values : [];
  return task.targets.map((name, k) => ({ ...of, kind: "value", name, predicted: answer[k]!, reference: values[k]! }));
}

/** What is scored of a segmented image. */
export interface Outlines {
  /** (Z, Y, X) on the image's own voxels. */
  readonly classes: Uint8Array;
  /** Of each class but the background. */
  readonly stabilities: readonly Measured[];
}

/** Keeps no probabilities, so that a case of many frames needs no more room than its masks. */
export async function outlinesOf(image: PreparedImage, task: SegmentedBy, predictor: Predictor): Promise<Outlines> {
  const { classes, probabilities } = await segmentImage(image, task, predictor);
  return { classes, stabilities: classStabilities(probabilities, Object.keys(task.classes).length + 1) };
}

/** How well each structure of an example was found, and how surely. @param classes By name, as the task has them. */
export function structureAnswers(
  example: Example,
  view: ImageView,
  { classes }: { readonly classes: Readonly<Record<string, unknown>> },
  outlines: Outlines,
): readonly Answered[] {
  const of = { patient: example.patient, caseId: example.caseId, image: example.name, view };
  return Object.keys(classes).map((name, k) => ({
    ...of,
    kind: "structure",
    name,
    ...scored(example, outlines.classes, k + 1),
    stability: outlines.stabilities[k]!,
  }));
}

function scored({ image: { native } }: Example, predicted: Uint8Array, label: number) {
  if (native.drawn && !native.drawn.includes(label)) return unscored("the data set does not draw it");
  const [ours, theirs] = [labelsOn(native, predicted), labelsOn(native, native.classes!)];
  const found = overlap(ours, theirs, label);
  if (found.kind === "absent") return unscored("in neither mask");
  const overlaps = { dice: found.dice, iou: found.intersectionOverUnion };
  if (native.spacingMm === null) {
    const unknown = notMeasurable("the size of a pixel is not known");
    return { ...overlaps, hd95Mm: unknown, assdMm: unknown };
  }
  const distance = surfaceAgreement(ours, theirs, label);
  if (distance.kind === "scored")
    return { ...overlaps, hd95Mm: distance.hausdorff95Mm, assdMm: distance.averageSymmetricDistanceMm };
  const missing = notMeasurable(
    distance.kind === "absent" ? "in neither mask" : `missing from the ${distance.missingFrom} mask`,
  );
  return { ...overlaps, hd95Mm: missing, assdMm: missing };
}

function unscored(why: string) {
  const none = notMeasurable(why);
  return { dice: none, iou: none, hd95Mm: none, assdMm: none };
}

/** Metrics by name, such as `LV dice`. */
export type Evaluation = Readonly<Record<string, BootstrapInterval>>;

/** Every metric of the task over answers and clinical numbers, with 95 % intervals over the patients that have a value. */
export function evaluation(
  rows: readonly Answered[],
  measures: readonly MeasuredCase[],
  task: TaskConfig,
  random: RandomStream,
): Evaluation {
  const options = { random: random.fork("intervals") };
  switch (task.kind) {
    case "segmentation":
      return {
        ...structureIntervals(rows.filter(isStructure), Object.keys(task.classes), options),
        ...viewIntervals(rows.filter(isStructure), Object.keys(task.classes), options),
        ...measureIntervals(measures, options),
      };
    case "classification":
      return patientIntervals(rows.filter(isClass), classificationMetrics(task.classes, task.positive), options);
    case "regression":
      return patientIntervals(rows.filter(isValue), valueMetrics(task.targets), options);
    case "landmark-heatmap":
    case "landmark-coordinates":
      return landmarkIntervals(rows.filter(isLandmark), task, options);
  }
}

export type Of<Kind extends Answered["kind"]> = Extract<Answered, { readonly kind: Kind }>;
export const isStructure = (row: Answered): row is Of<"structure"> => row.kind === "structure";
export const isClass = (row: Answered): row is Of<"class"> => row.kind === "class";
export const isLandmark = (row: Answered): row is LandmarkAnswer => row.kind === "landmark";
export const isValue = (row: Answered): row is Of<"value"> => row.kind === "value";

/** The numbers of a structure, and how tables name them. */
const structureMeasures = ["dice", "iou", "hd95Mm", "assdMm", "stability"] as const;

/** Means over images, each of those that have the number: `n` counts their patients. */
function structureIntervals(
  rows: readonly Of<"structure">[],
  names: readonly string[],
  options: IntervalOptions,
  prefix = "",
): Evaluation {
  const intervalOf = (title: string, own: readonly Of<"structure">[], measure: (typeof structureMeasures)[number]) => {
    const measured = own.flatMap((row) => (isMeasured(row[measure]) ? [{ ...row, value: row[measure] }] : []));
    return patientIntervals(measured, { [`${prefix}${title} ${measure}`]: meanValue }, options);
  };
  const ofAll = structureMeasures.map((measure) => intervalOf("mean", rows, measure));
  const ofEach = names.flatMap((name) => {
    const own = rows.filter((row) => row.name === name);
    return structureMeasures.map((measure) => intervalOf(name, own, measure));
  });
  return Object.assign({}, ...ofAll, ...ofEach);
}

/** The same of each view, where images show several. */
function viewIntervals(
  rows: readonly Of<"structure">[],
  names: readonly string[],
  options: IntervalOptions,
): Evaluation {
  const views = Map.groupBy(rows, ({ view }) => view);
  if (views.size < 2) return {};
  return Object.assign({}, ...Array.from(views, ([view, own]) => structureIntervals(own, names, options, `${view} `)));
}

/** Arithmetic mean; there is none of no rows. */
export function meanValue(rows: readonly { readonly value: number }[]): Measured {
  if (rows.length === 0) return notMeasurable("no image has a value");
  return rows.reduce((sum, { value }) => sum + value, 0) / rows.length;
}

function measureIntervals(measures: readonly MeasuredCase[], options: IntervalOptions): Evaluation {
  const byName = Map.groupBy(measures, ({ name }) => name);
  const agreement = [...byName].map(([name, own]) => {
    const metrics = Object.entries(agreementMetrics).map(([metric, of]) => [`${name} ${metric}`, of] as const);
    return patientIntervals(measuredByBoth(own), Object.fromEntries(metrics), options);
  });
  const presence = patientIntervals(
    measuredByBoth(byName.get("infarctSharePercent") ?? []),
    byName.has("infarctSharePercent") ? infarctPresenceMetrics : {},
    options,
  );
  return Object.assign({}, ...agreement, presence);
}

function valueMetrics(names: readonly string[]): Metrics<Of<"value">> {
  const entries = names.flatMap((name) =>
    Object.entries(regressionMetrics).map(
      ([metric, of]) =>
        [`${name} ${metric}`, (rows: readonly Of<"value">[]) => of(rows.filter((row) => row.name === name))] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** A line for each answer; what is not measurable is empty, and the last cell says why. */
export function answersCsv(rows: readonly Answered[]): string {
  const lines = rows.map((row) => csvLine([row.patient, row.caseId, row.image, ...cells(row)]));
  const [first] = rows;
  return `${["patient,case,image", ...(first ? [headerOf(first)] : [])].join(",")}\n${lines.join("\n")}\n`;
}

function headerOf({ kind }: Answered): string {
  if (kind === "landmark") return LANDMARK_COLUMNS;
  if (kind === "structure") return "structure,dice,iou,hd95_mm,assd_mm,stability,why";
  return kind === "class" ? "truth,answer,probabilities" : "target,predicted,reference";
}

function cells(row: Answered): readonly (string | number)[] {
  if (row.kind === "landmark") return landmarkCells(row);
  if (row.kind === "structure") {
    const numbers = structureMeasures.map((measure) => row[measure]);
    return [row.name, ...numbers.map(measuredCell), reasonCell(numbers)];
  }
  if (row.kind === "class")
    return [row.truth, row.answer, Array.from(row.probabilities, (p) => p.toFixed(4)).join(" ")];
  return [row.name, row.predicted, row.reference];
}
