/** The files of a measured late-gadolinium stack. */
import { ENHANCED, LEFT_VENTRICLE, MYOCARDIUM, NO_REFLOW, RIGHT_VENTRICLE } from "@cmrkit/cardiac";
import { type NiftiHeader, writeNiftiLabels } from "@cmrkit/imaging";
import { csvText } from "../output/csv.ts";
import type { NamedFile } from "../output/write-folder.ts";
import { type LateEnhancement, type LateEnhancementMeasurements, scarMethods } from "./late-enhancement.ts";
import { lateEnhancementReport } from "./late-enhancement-report.ts";

export const lateEnhancementNames: readonly string[] = Object.freeze([
  "late-enhancement.json",
  "scar-segments.csv",
  "scar.nii.gz",
  "scar-labels.json",
  "report.html",
]);

/**
 * Measurements, a row a segment, the report, and the scar of the chosen rule as labels, where it has one.
 * @param like Header of the picture's file, where it was NIfTI. @throws {NiftiError} `header-mismatch`.
 */
export function lateEnhancementFiles(enhancement: LateEnhancement, like?: NiftiHeader): readonly NamedFile[] {
  const { measurements, ventricles, scar } = enhancement;
  const labels = scar && withScar(ventricles.labels, scar);
  return [
    { name: "late-enhancement.json", content: `${JSON.stringify(measurements, null, 2)}\n` },
    { name: "scar-segments.csv", content: scarSegmentsCsv(measurements) },
    { name: "report.html", content: lateEnhancementReport(enhancement) },
    ...(labels === undefined
      ? []
      : [
          {
            name: "scar.nii.gz",
            content: writeNiftiLabels({ ...ventricles, labels }, { gzip: true, ...(like && { like }) }),
          },
          { name: "scar-labels.json", content: `${JSON.stringify(labelNames, null, 2)}\n` },
        ]),
  ];
}

/** In the numbers of cmrkit's table, as `labels.json` of a labelled folder. */
const labelNames = Object.freeze({
  [RIGHT_VENTRICLE]: "rightVentricleBloodPool",
  [MYOCARDIUM]: "leftVentricularMyocardium",
  [LEFT_VENTRICLE]: "leftVentricleBloodPool",
  4: "infarct",
  5: "noReflow",
});

function withScar(ventricles: Uint8Array, scar: Uint8Array): Uint8Array {
  const numbers: Readonly<Record<number, number>> = { [ENHANCED]: 4, [NO_REFLOW]: 5 };
  return ventricles.map((label, at) => numbers[scar[at]!] ?? label);
}

/** One row a segment, one column a rule. */
function scarSegmentsCsv({ segments }: LateEnhancementMeasurements): string {
  const heading = ["segmentNumber", "name", ...scarMethods.map((method) => `scarSharePercent_${method}`)];
  const rows = segments.map(({ segmentNumber, name, scarSharePercent }) => [
    segmentNumber,
    name,
    ...scarMethods.map((method) => scarSharePercent[method]),
  ]);
  return csvText([heading, ...rows]);
}
