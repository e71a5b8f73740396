/** Predicting a number from a table of others: cross-validated, or learnt from one table and asked of another. */
import type { BootstrapInterval, Pair } from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { csvLine } from "../finetune/evaluation/csv.ts";
import { crossRidge, fitRidge, type RowValues } from "../linear/ridge.ts";
import type { OfPatient } from "../metrics/metric.ts";
import { patientIntervals } from "../metrics/patient-interval.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { type FeatureTable, featuresIn, requireSameNames, requireUnseen } from "./feature-table.ts";

export type RegressedRow = Pair & OfPatient;

export interface TableRegression {
  readonly rows: readonly RegressedRow[];
  readonly metrics: Readonly<Record<string, BootstrapInterval>>;
  /** The same of an answer that knows no feature: the mean of all rows learnt from. */
  readonly ofMean: Readonly<Record<string, BootstrapInterval>>;
  /** λ of the model of all rows learnt from. */
  readonly penalty: number;
}

export interface RegressOptions {
  readonly folds: number;
  /** For the intervals. */
  readonly random: RandomStream;
}

/**
 * Every row's label, a number, by a model of the other folds' patients; or, given `asked`, its rows' by a model of all rows of
 * `table`.
 * @throws {LearnError} `bad-split` with fewer patients than folds or a patient in both tables, `bad-table` when a label is no
 *   number or the asked table lacks a feature's name.
 */
export function regressTable(
  table: FeatureTable,
  asked: FeatureTable | undefined,
  { folds, random }: RegressOptions,
): TableRegression {
  if (asked) {
    requireSameNames(table, asked);
    requireUnseen(table, asked);
  }
  const [features, values] = [featuresIn(table), valuesIn(table)];
  requirePatients(table, asked ? 2 : folds);
  const all = fitRidge(features, values);
  const predicted = asked ? all.predict(featuresIn(asked)) : crossRidge(features, values, folds);
  const judged = asked ?? table;
  const truth = valuesIn(judged).value;
  const mean = values.value.reduce((sum, value) => sum + value, 0) / values.value.length;
  const rowsOf = (answer: (i: number) => number): RegressedRow[] =>
    judged.rows.map(({ patient }, i) => ({ patient, predicted: answer(i), reference: truth[i]! }));
  const rows = rowsOf((i) => predicted[i]!);
  return {
    rows,
    metrics: patientIntervals(rows, regressionMetrics, { random }),
    ofMean: patientIntervals(
      rowsOf(() => mean),
      regressionMetrics,
      { random },
    ),
    penalty: all.penalty,
  };
}

function valuesIn({ rows, source }: FeatureTable): RowValues {
  const value = rows.map(({ patient, label }) => {
    if (label.trim() !== "" && Number.isFinite(Number(label))) return Number(label);
    throw new LearnError("bad-table", `${source}, patient ${patient}: "${label}" is no number`);
  });
  return { value, patient: rows.map(({ patient }) => patient) };
}

function requirePatients({ rows, source }: FeatureTable, fewest: number): void {
  const count = new Set(rows.map(({ patient }) => patient)).size;
  if (count >= fewest) return;
  throw new LearnError("bad-split", `${source} has ${count} patients; ${fewest} are needed, one for each fold`);
}

/** `patient,predicted,reference`, a line a row. */
export function regressedCsv({ rows }: TableRegression): string {
  const lines = rows.map(({ patient, predicted, reference }) => csvLine([patient, predicted.toFixed(4), reference]));
  return `${["patient,predicted,reference", ...lines].join("\n")}\n`;
}
