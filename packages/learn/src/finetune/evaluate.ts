/** How a fine-tuned model does on labelled patients: a row for each answer, and every metric with its interval over patients. */
import {
  type BootstrapInterval,
  isMeasured,
  type Measured,
  notMeasurable,
  overlap,
  summary,
  surfaceAgreement,
} from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import type { RandomStream } from "@cmrkit/tensor";
import { centredGrid } from "../loading/preprocess.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import type { ClassifiedCase } from "../metrics/classified-case.ts";
import type { Metrics, OfPatient } from "../metrics/metric.ts";
import { patientIntervals } from "../metrics/patient-interval.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import type { FinetuneConfig, TaskConfig } from "./config.ts";
import type { Example } from "./examples.ts";
import { LANDMARK_COLUMNS, type LandmarkAnswer, landmarkAnswers, landmarkCells } from "./landmarks/answers.ts";
import { isLandmarkTask } from "./landmarks/config.ts";
import { landmarkIntervals } from "./landmarks/intervals.ts";
import { nativeClasses } from "./native-labels.ts";
import { type Predictor, predictImage, predictVoxels } from "./predict.ts";

/** One answer beside its truth, as a line of a table. */
export type Answered =
  | LandmarkAnswer
  | (OfPatient & { readonly caseId: string; readonly image: string } & (
        | {
            readonly kind: "structure";
            readonly name: string;
            readonly dice: Measured;
            readonly hd95Mm: Measured;
            readonly assdMm: Measured;
          }
        | ({ readonly kind: "class" } & ClassifiedCase)
        | { readonly kind: "value"; readonly name: string; readonly predicted: number; readonly reference: number }
      ));

/** What a model answers to an example. */
export async function answersTo(
  example: Example,
  { task }: Pick<FinetuneConfig, "task">,
  predictor: Predictor,
): Promise<readonly Answered[]> {
  if (isLandmarkTask(task)) return landmarkAnswers(example, task, predictor);
  const of = { patient: example.patient, caseId: example.caseId, image: example.name };
  if (task.kind === "segmentation") {
    const K = Object.keys(task.classes).length + 1;
    const classes = nativeClasses(await predictVoxels(predictor, example.image, K), K, example.image);
    return Object.keys(task.classes).map((name, k) => ({
      ...of,
      kind: "structure",
      name,
      ...scored(example, classes, k + 1),
    }));
  }
  const answer = await predictImage(predictor, example.image);
  const { truth } = example;
  if (task.kind === "classification")
    return [
      { ...of, kind: "class", truth: task.classes[truth.kind === "class" ? truth.index : -1]!, probabilities: answer },
    ];
  const values = truth.kind === "values" ? truth.values : [];
  return task.targets.map((name, k) => ({ ...of, kind: "value", name, predicted: answer[k]!, reference: values[k]! }));
}

function scored({ image: { native } }: Example, predicted: Uint8Array, label: number) {
  const grid = centredGrid(native.size, native.spacingMm ?? [1, 1, 1]);
  const volume = (labels: Uint8Array): LabelVolume => ({ grid, frameCount: 1, labels });
  const [ours, theirs] = [volume(predicted), volume(native.classes!)];
  const agreement = overlap(ours, theirs, label);
  const dice = agreement.kind === "scored" ? agreement.dice : notMeasurable("in neither mask");
  if (native.spacingMm === null) {
    const unknown = notMeasurable("the size of a pixel is not known");
    return { dice, hd95Mm: unknown, assdMm: unknown };
  }
  const distance = surfaceAgreement(ours, theirs, label);
  if (distance.kind !== "scored") {
    const why = distance.kind === "absent" ? "in neither mask" : `missing from the ${distance.missingFrom} mask`;
    return { dice, hd95Mm: notMeasurable(why), assdMm: notMeasurable(why) };
  }
  return { dice, hd95Mm: distance.hausdorff95Mm, assdMm: distance.averageSymmetricDistanceMm };
}

/** Metrics by name, such as `LV dice`. */
export type Evaluation = Readonly<Record<string, BootstrapInterval>>;

/** Every metric of the task over the answers, with 95 % intervals over patients. */
export function evaluation(rows: readonly Answered[], task: TaskConfig, random: RandomStream): Evaluation {
  const options = { random: random.fork("intervals") };
  switch (task.kind) {
    case "segmentation":
      return patientIntervals(rows.filter(isStructure), structureMetrics(Object.keys(task.classes)), options);
    case "classification":
      return patientIntervals(rows.filter(isClass), classificationMetrics(task.classes), options);
    case "regression":
      return patientIntervals(rows.filter(isValue), valueMetrics(task.targets), options);
    case "landmark-heatmap":
    case "landmark-coordinates":
      return landmarkIntervals(rows.filter(isLandmark), task, options);
  }
}

type Of<Kind extends Answered["kind"]> = Extract<Answered, { readonly kind: Kind }>;
const isStructure = (row: Answered): row is Of<"structure"> => row.kind === "structure";
const isClass = (row: Answered): row is Of<"class"> => row.kind === "class";
const isLandmark = (row: Answered): row is LandmarkAnswer => row.kind === "landmark";
const isValue = (row: Answered): row is Of<"value"> => row.kind === "value";

function structureMetrics(names: readonly string[]): Metrics<Of<"structure">> {
  const measures = ["dice", "hd95Mm", "assdMm"] as const;
  const meanOf = (rows: readonly Of<"structure">[], measure: (typeof measures)[number]) =>
    summary(rows.map((row) => row[measure]).filter(isMeasured)).mean;
  const ofEach = names.flatMap((name) =>
    measures.map(
      (measure) =>
        [
          `${name} ${measure}`,
          (rows: readonly Of<"structure">[]) =>
            meanOf(
              rows.filter((row) => row.name === name),
              measure,
            ),
        ] as const,
    ),
  );
  const ofAll = measures.map(
    (measure) => [`mean ${measure}`, (rows: readonly Of<"structure">[]) => meanOf(rows, measure)] as const,
  );
  return Object.fromEntries([...ofAll, ...ofEach]);
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

/** A line for each answer; what is not measurable is empty. */
export function answersCsv(rows: readonly Answered[]): string {
  const lines = rows.map((row) => [row.patient, row.caseId, row.image, ...cells(row)].join(","));
  const [first] = rows;
  return `${["patient,case,image", ...(first ? [headerOf(first)] : [])].join(",")}\n${lines.join("\n")}\n`;
}

function headerOf({ kind }: Answered): string {
  if (kind === "landmark") return LANDMARK_COLUMNS;
  if (kind === "structure") return "structure,dice,hd95_mm,assd_mm";
  return kind === "class" ? "truth,probabilities" : "target,predicted,reference";
}

function cells(row: Answered): readonly (string | number)[] {
  const cell = (value: Measured) => (isMeasured(value) ? Number(value.toFixed(4)) : "");
  if (row.kind === "landmark") return landmarkCells(row);
  if (row.kind === "structure") return [row.name, cell(row.dice), cell(row.hd95Mm), cell(row.assdMm)];
  if (row.kind === "class") return [row.truth, Array.from(row.probabilities, (p) => p.toFixed(4)).join(" ")];
  return [row.name, row.predicted, row.reference];
}
