/** Metrics with their intervals, for the terminal. */
import { type BootstrapInterval, isMeasured, type Measured } from "@cmrkit/cardiac";
import { metricRows } from "@cmrkit/learn";
import { textTable } from "./text-table.ts";

export function intervalTable(metrics: Readonly<Record<string, BootstrapInterval>>): string {
  const number = (value: unknown) => (typeof value === "number" ? value.toFixed(3) : "–");
  const lines = metricRows(metrics).map(({ title, interval: { estimate, lower, upper } }) => [
    title,
    number(estimate),
    isMeasured(lower) ? `${number(lower)} to ${number(upper)}` : whyNot(estimate),
  ]);
  return textTable([["metric", "value", "95 % interval"], ...lines], ["left", "right", "left"]);
}

/** Of a value that there is, a missing interval says nothing more: too few patients. */
function whyNot(estimate: Measured): string {
  return isMeasured(estimate) ? "–" : `not measurable, because ${estimate.notMeasurable}`;
}
