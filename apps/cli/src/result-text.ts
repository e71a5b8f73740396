/** What every measurement ends with on a terminal: why numbers are missing, what to look at, and where the report lies. */
import { join } from "node:path";
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { StudyWarning } from "@cmrkit/study";

/** A line for each reason, after what it keeps from being measured; empty where nothing is missing. */
export function reasonsText(measures: readonly (readonly [title: string, measure: Measured])[]): string {
  const reasons = measures.flatMap(([title, measure]) =>
    isMeasured(measure) ? [] : [`not measurable, ${title}: ${measure.notMeasurable}\n`],
  );
  return reasons.length === 0 ? "" : `\n${[...new Set(reasons)].join("")}`;
}

export function closingText(warnings: readonly StudyWarning[], out: string): string {
  return [
    warnings.length === 0 ? "" : `\n${warnings.length} to look at first:\n`,
    ...warnings.map(({ kind, message }) => `  ${kind}: ${message}\n`),
    `\nReport: ${join(out, "report.html")}\nResearch use only. Not a medical device.\n`,
  ].join("");
}
