/** The outcome of an analysis as a few lines for a terminal. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "@cmrkit/study";
import { closingText, reasonsText } from "./result-text.ts";
import { textTable } from "./text-table.ts";

/** Measures with units, phases, warnings, and where the report lies. */
export function summaryText(measurements: StudyMeasurements, out: string): string {
  const { phases, warnings } = measurements;
  return [
    measureTable(measurements),
    missing(measurements),
    `\nEnd-diastole: frame ${said(phases.endDiastoleIndex, 0)}; end-systole: frame ${said(phases.endSystoleIndex, 0)} (from 0, left ventricle)\n`,
    closingText(warnings, out),
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

/** Of the table's measures; stroke volume and ejection fraction have one reason. */
function missing({ leftVentricle, rightVentricle }: StudyMeasurements): string {
  return reasonsText(
    Object.entries({ left: leftVentricle, right: rightVentricle }).flatMap(([side, measured]) =>
      [measured.endDiastolicVolumeMl, measured.endSystolicVolumeMl, measured.ejectionFractionPercent].map(
        (measure) => [side, measure] as const,
      ),
    ),
  );
}

function said(measure: Measured, digits = 1): string {
  return isMeasured(measure) ? measure.toFixed(digits) : "not measurable";
}
