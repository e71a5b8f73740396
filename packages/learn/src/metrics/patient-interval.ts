/**
 * Confidence intervals of any metric by resampling patients: all rows of a patient are drawn together, since slices,
 * phases and visits of one person say the same thing more than once.
 */
import { type BootstrapInterval, type BootstrapOptions, bootstrapInterval } from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import { byPatient, type Metric, type Metrics, type OfPatient } from "./metric.ts";

/**
 * Percentile interval of a metric; `n` counts patients.
 * @throws {CardiacError} `argument` as `bootstrapInterval`, and whatever the metric throws.
 */
export function patientInterval<Row extends OfPatient>(
  rows: readonly Row[],
  metric: Metric<Row>,
  options: BootstrapOptions,
): BootstrapInterval {
  const patients = [...byPatient(rows).values()];
  return bootstrapInterval(patients, (drawn) => metric(drawn.flat()), options);
}

export interface IntervalOptions extends Omit<BootstrapOptions, "random"> {
  readonly random: Pick<RandomStream, "fork">;
}

/** An interval for each metric, from a stream of its own: a metric more changes none of the others. */
export function patientIntervals<Row extends OfPatient>(
  rows: readonly Row[],
  metrics: Metrics<Row>,
  { random, ...options }: IntervalOptions,
): Readonly<Record<string, BootstrapInterval>> {
  const entries = Object.entries(metrics).map(([name, metric]) => [
    name,
    patientInterval(rows, metric, { ...options, random: random.fork(name) }),
  ]);
  return Object.fromEntries(entries);
}
