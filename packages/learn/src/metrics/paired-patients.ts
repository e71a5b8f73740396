/** Two models on the same patients, and how much they differ by a metric. */
import {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
  derive,
  type Measured,
} from "@cmrkit/cardiac";
import { LearnError } from "../errors.ts";
import { byPatient, type Metric, type OfPatient } from "./metric.ts";

/** What two models answered about one patient. */
export interface PairedPatient<Row> {
  readonly patient: string;
  readonly a: readonly Row[];
  readonly b: readonly Row[];
}

/**
 * The rows of two models, patient by patient.
 * @throws {LearnError} `bad-prediction` when a patient is with one model only or has more rows with one: a difference
 *   between models would then be one between patients.
 */
export function pairPatients<Row extends OfPatient>(a: readonly Row[], b: readonly Row[]): PairedPatient<Row>[] {
  const [ofA, ofB] = [byPatient(a), byPatient(b)];
  for (const patient of new Set([...ofA.keys(), ...ofB.keys()])) {
    const [rowsA, rowsB] = [ofA.get(patient)?.length ?? 0, ofB.get(patient)?.length ?? 0];
    if (rowsA !== rowsB) {
      const came = `patient ${patient} has ${rowsA} rows of the first model and ${rowsB} of the second`;
      throw new LearnError("bad-prediction", `${came}: compare models on the same cases`);
    }
  }
  return [...ofA].map(([patient, rows]) => ({ patient, a: rows, b: ofB.get(patient)! }));
}

/** Metric of the first model less that of the second, over the same patients. */
export function metricDifference<Row>(pairs: readonly PairedPatient<Row>[], metric: Metric<Row>): Measured {
  return derive([metric(pairs.flatMap(({ a }) => a)), metric(pairs.flatMap(({ b }) => b))], (a, b) => a - b);
}

/**
 * Paired bootstrap of the difference, first model − second: both are computed on the same drawn patients, so that what
 * makes a patient hard for both cancels out.
 * @throws {CardiacError} `argument` as `bootstrapInterval`, and whatever the metric throws.
 */
export function differenceInterval<Row>(
  pairs: readonly PairedPatient<Row>[],
  metric: Metric<Row>,
  options: BootstrapOptions,
): BootstrapInterval {
  return bootstrapInterval(pairs, (drawn) => metricDifference(drawn, metric), options);
}
