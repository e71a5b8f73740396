/** The files of measured long-axis views. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { csvText } from "../output/csv.ts";
import type { NamedFile } from "../output/write-folder.ts";
import { longAxisViews } from "./landmarks-file.ts";
import { longAxisReport } from "./long-axis-report.ts";
import type { LongAxisAnalysis, LongAxisMeasurements } from "./measure-long-axis.ts";
import type { MeasuredView } from "./measure-view.ts";

export const longAxisNames: readonly string[] = Object.freeze(["long-axis.json", "long-axis.csv", "report.html"]);

/** Measurements, a row a measure, and the report. */
export function longAxisFiles(analysis: LongAxisAnalysis): readonly NamedFile[] {
  const { measurements } = analysis;
  return [
    { name: "long-axis.json", content: `${JSON.stringify(measurements, null, 2)}\n` },
    { name: "long-axis.csv", content: longAxisCsv(measurements) },
    { name: "report.html", content: longAxisReport(analysis) },
  ];
}

type Row = readonly [view: string, measure: string, value: Measured, unit: string];

/** `view` is "all" for what rests on several. */
function longAxisCsv(measurements: LongAxisMeasurements): string {
  const { leftVentricle, leftAtrium, globalLongitudinalStrainPercent: strain, views } = measurements;
  const rows: readonly Row[] = [
    ["all", "leftVentricle.endDiastolicVolumeMl", leftVentricle.endDiastolicVolumeMl, "ml"],
    ["all", "leftVentricle.endSystolicVolumeMl", leftVentricle.endSystolicVolumeMl, "ml"],
    ["all", "leftVentricle.strokeVolumeMl", leftVentricle.strokeVolumeMl, "ml"],
    ["all", "leftVentricle.ejectionFractionPercent", leftVentricle.ejectionFractionPercent, "%"],
    ["all", "leftAtrium.maximumVolumeMl", leftAtrium.maximumVolumeMl, "ml"],
    ["all", "leftAtrium.minimumVolumeMl", leftAtrium.minimumVolumeMl, "ml"],
    ["all", "leftAtrium.emptyingFractionPercent", leftAtrium.emptyingFractionPercent, "%"],
    ["all", "globalLongitudinalStrainPercent.ofEndocardium", strain.ofEndocardium, "%"],
    ["all", "globalLongitudinalStrainPercent.ofAxis", strain.ofAxis, "%"],
    ...longAxisViews.flatMap((view) => (views[view] === undefined ? [] : rowsOf(view, views[view]))),
  ];
  return csvText([
    ["view", "measure", "value", "unit", "notMeasurableBecause"],
    ...rows.map(([view, measure, value, unit]) => [
      view,
      measure,
      value,
      unit,
      isMeasured(value) ? undefined : value.notMeasurable,
    ]),
  ]);
}

function rowsOf(view: string, { landmarks, endocardialStrainPercent, tapseMm }: MeasuredView): readonly Row[] {
  return [
    [view, "endocardialStrainPercent", endocardialStrainPercent, "%"],
    [view, "axisStrainPercent", landmarks.globalLongitudinalStrainPercent, "%"],
    [view, "endDiastolicLengthMm", landmarks.endDiastolicLengthMm, "mm"],
    [view, "endSystolicLengthMm", landmarks.endSystolicLengthMm, "mm"],
    [view, "lateralMapseMm", landmarks.lateralMapseMm, "mm"],
    [view, "septalMapseMm", landmarks.septalMapseMm, "mm"],
    [view, "meanMapseMm", landmarks.meanMapseMm, "mm"],
    [view, "tapseMm", tapseMm, "mm"],
  ];
}
