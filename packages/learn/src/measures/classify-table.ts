/** Telling groups apart by a table of numbers: cross-validated, or learnt from one table and asked of another. */
import type { BootstrapInterval } from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { csvLine } from "../finetune/evaluation/csv.ts";
import {
  crossProbabilities,
  fitLinearClassifier,
  type LinearClassifierOptions,
  linearClassifierDefaults,
} from "../linear/linear-classifier.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { type ClassifiedCase, mostProbableIndex } from "../metrics/classified-case.ts";
import { type ConfusionMatrix, confusionOf } from "../metrics/confusion-matrix.ts";
import type { OfPatient } from "../metrics/metric.ts";
import { patientIntervals } from "../metrics/patient-interval.ts";
import { type FeatureTable, featuresIn, requireSameNames, requireUnseen } from "./feature-table.ts";

export type ClassifiedRow = ClassifiedCase & OfPatient;

export interface TableClassification {
  readonly classes: readonly string[];
  readonly rows: readonly ClassifiedRow[];
  readonly metrics: Readonly<Record<string, BootstrapInterval>>;
  readonly confusion: ConfusionMatrix;
  /** How much each feature speaks for each class, in logits for each of its deviations, by a model of all rows learnt from. */
  readonly weights: readonly { readonly feature: string; readonly ofClass: readonly number[] }[];
}

export interface ClassifyOptions {
  readonly folds: number;
  /** The class whose sensitivity and specificity are told. */
  readonly positive?: string;
  /** For the intervals. */
  readonly random: RandomStream;
}

/** Small tables choose among weaker penalties too, and fit to the end. */
const options: LinearClassifierOptions = {
  ...linearClassifierDefaults,
  innerFolds: 5,
  penalties: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
  iterations: 500,
};

/**
 * Every row by a model of the other folds' patients; or, given `asked`, its rows by a model of all rows of `table`.
 * @throws {LearnError} `bad-split` when a class has fewer patients than folds, or than two where another table is asked of, there
 *   are fewer than two classes, or a patient is in both tables; `bad-table` when the asked table lacks a class's or a feature's
 *   name; `bad-label` when the positive class is none of the table's.
 */
export function classifyTable(
  table: FeatureTable,
  asked: FeatureTable | undefined,
  { folds, positive, random }: ClassifyOptions,
): TableClassification {
  const classes = [...new Set(table.rows.map(({ label }) => label))].sort();
  requirePatients(table, classes, asked ? FEWEST_PATIENTS : folds);
  if (asked) requireSame(table, asked, classes);
  const metrics = classificationMetrics(classes, positive);
  const [features, labels] = [featuresIn(table), labelsIn(table, classes)];
  const all = fitLinearClassifier(features, labels, options);
  const probabilities = asked
    ? all.probabilities(featuresIn(asked))
    : crossProbabilities(features, labels, folds, options);
  const rows = (asked ?? table).rows.map(({ patient, label }, i) => ({
    patient,
    truth: label,
    probabilities: probabilities[i]!,
  }));
  const width = table.names.length + 1;
  return {
    classes,
    rows,
    metrics: patientIntervals(rows, metrics, { random }),
    confusion: confusionOf(classes, rows),
    weights: table.names.map((feature, e) => ({
      feature,
      ofClass: classes.map((_, k) => all.model.weights[k * width + e]!),
    })),
  };
}

function labelsIn({ rows }: FeatureTable, classes: readonly string[]) {
  return { classIndex: rows.map(({ label }) => classes.indexOf(label)), patient: rows.map(({ patient }) => patient) };
}

/** Of a class, where nothing but the penalty is chosen by folds. */
const FEWEST_PATIENTS = 2;

function requirePatients({ rows, source }: FeatureTable, classes: readonly string[], fewest: number): void {
  if (classes.length < 2) throw new LearnError("bad-split", `${source} has one class, ${classes[0]}; give two or more`);
  for (const label of classes) {
    const patients = new Set(rows.filter((row) => row.label === label).map(({ patient }) => patient)).size;
    if (patients < fewest)
      throw new LearnError(
        "bad-split",
        `${source} has ${patients} patients of ${label}; ${fewest} are needed, one for each fold`,
      );
  }
}

function requireSame(table: FeatureTable, asked: FeatureTable, classes: readonly string[]): void {
  requireSameNames(table, asked);
  requireUnseen(table, asked);
  const other = asked.rows.find(({ label }) => !classes.includes(label));
  if (other)
    throw new LearnError("bad-table", `${asked.source} has the class ${other.label}, which ${table.source} has not`);
}

/** `patient,truth,answer,p_<class>…`, a line a row. */
export function classifiedCsv({ classes, rows }: TableClassification): string {
  const lines = rows.map(({ patient, truth, probabilities }) =>
    csvLine([
      patient,
      truth,
      classes[mostProbableIndex(probabilities)]!,
      ...Array.from(probabilities, (value) => value.toFixed(4)),
    ]),
  );
  return `${[csvLine(["patient", "truth", "answer", ...classes.map((name) => `p_${name}`)]), ...lines].join("\n")}\n`;
}
