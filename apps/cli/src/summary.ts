/** The outcome of an analysis as a few lines for a terminal. */

import { join } from "node:path";
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "@cmrkit/study";
import { textTable } from "./text-table.ts";

/** Measures with units, phases, warnings, and where the report lies. */
export function summaryText(measurements: StudyMeasurements, out: string): string {
  const { phases, warnings } = measurements;
  const count = warnings.length === 0 ? "" : `\n${warnings.length} to look at first:\n`;
  return [
    measureTable(measurements),
    `\nEnd-diastole: frame ${said(phases.endDiastoleIndex, 0)}; end-systole: frame ${said(phases.endSystoleIndex, 0)} (from 0, left ventricle)\n`,
    `${count}${warnings.map(({ kind, message }) => `  ${kind}: ${message}\n`).join("")}`,
    `\nReport: ${join(out, "report.html")}\nResearch use only. Not a medical device.\n`,
  ].join("");
}

function measureTable({ leftVentricle: left, rightVentricle: right }: StudyMeasurements): string {
  return textTable(
    [
      ["", "left", "right", ""],
      ["end-diastolic volume", said(left.endDiastolicVolumeMl), said(right.endDiastolicVolumeMl), "ml"],
      ["end-systolic volume", said(left.endSystolicVolumeMl), said(right.endSystolicVolumeMl), "ml"],
      ["stroke volume", said(left.strokeVolumeMl), said(right.strokeVolumeMl), "ml"],
      ["ejection fraction", said(left.ejectionFractionPercent), said(right.ejectionFractionPercent), "%"],
      ["end-diastolic mass", said(left.endDiastolicMassG), "", "g"],
    ],
    ["left", "right", "right", "left"],
  );
}

function said(measure: Measured, digits = 1): string {
  return isMeasured(measure) ? measure.toFixed(digits) : "not measurable";
}
