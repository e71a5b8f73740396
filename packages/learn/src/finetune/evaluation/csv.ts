/** Cells of the tables that an evaluation writes. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { csvCell } from "@cmrkit/study";
import type { MeasuredCase } from "./measured-case.ts";

/** Commas and quotes within a cell are kept by quotes about it (RFC 4180). */
export function csvLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => csvCell(String(cell))).join(",");
}

/** Empty where there is no number. */
export function measuredCell(value: Measured): number | "" {
  return isMeasured(value) ? Number(value.toFixed(4)) : "";
}

/** Why some of the numbers of a line are missing, each reason once; empty where none is. */
export function reasonCell(numbers: readonly Measured[]): string {
  const reasons = new Set(numbers.flatMap((each) => (isMeasured(each) ? [] : [each.notMeasurable])));
  return reasons.size === 0 ? "" : `not measurable, because ${[...reasons].join("; ")}`;
}

/** A line for each clinical number of a case, beside the expert's. */
export function measuresCsv(measures: readonly MeasuredCase[]): string {
  const lines = measures.map(({ patient, caseId, name, predicted, reference }) =>
    csvLine([
      patient,
      caseId,
      name,
      measuredCell(predicted),
      measuredCell(reference),
      reasonCell([predicted, reference]),
    ]),
  );
  return `${["patient,case,measure,predicted,reference,why", ...lines].join("\n")}\n`;
}
