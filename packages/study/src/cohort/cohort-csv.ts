/** A cohort as tables: measures, a line a study, and failures. Comma separated, a point in decimals (RFC 4180). */
import { isMeasured } from "@cmrkit/cardiac";
import { csvText } from "../output/csv.ts";
import { cohortMeasures } from "./cohort-measures.ts";
import { type CohortOutcome, type FailedStudy, isMeasuredStudy, type MeasuredStudy } from "./outcome.ts";

/**
 * A line for each measured study, values as measured. A measure without a value is an empty cell, and why stands in
 * `not_measurable`; warnings are named by their kind, `;` between them.
 */
export function cohortCsv(outcomes: readonly CohortOutcome[]): string {
  const heading = [
    "study",
    "path",
    "sex",
    "frames",
    "slices",
    ...cohortMeasures.map(({ column }) => column),
    "warnings",
    "not_measurable",
  ];
  return csvText([heading, ...outcomes.filter(isMeasuredStudy).map(rowOf)]);
}

function rowOf({ name, path, measurements }: MeasuredStudy): readonly string[] {
  const { input, subject, warnings } = measurements;
  const values = cohortMeasures.map((measure) => ({ ...measure, value: measure.of(measurements) }));
  const reasons = values.flatMap(({ column, value }) =>
    value === undefined || isMeasured(value) ? [] : [`${column}: ${value.notMeasurable}`],
  );
  return [
    name,
    path,
    subject.sex ?? "",
    String(input.frameCount),
    String(input.sliceCount),
    ...values.map(({ value }) => (value !== undefined && isMeasured(value) ? String(value) : "")),
    [...new Set(warnings.map(({ kind }) => kind))].join(";"),
    reasons.join("; "),
  ];
}

/** A line for each study that could not be measured. */
export function failuresCsv(failures: readonly FailedStudy[]): string {
  const rows = failures.map(({ name, path, error }) => [name, path, error.kind, error.message]);
  return csvText([["study", "path", "kind", "message"], ...rows]);
}
