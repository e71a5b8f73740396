/** What a metric is, and what it is computed over: rows that each belong to a patient. */
import type { Measured } from "@cmrkit/cardiac";

/** A number over rows, or why there is none. Rows of one patient are not independent, so intervals go by patient. */
export type Metric<Row> = (rows: readonly Row[]) => Measured;

/** Metrics by the name that tables print. */
export type Metrics<Row> = Readonly<Record<string, Metric<Row>>>;

export interface OfPatient {
  readonly patient: string;
}

/** The rows of each patient together, in the order in which the patients first appear. */
export function byPatient<Row extends OfPatient>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const own = groups.get(row.patient);
    if (own === undefined) groups.set(row.patient, [row]);
    else own.push(row);
  }
  return groups;
}
