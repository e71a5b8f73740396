/**
 * ACDC: short-axis cine of 150 patients in five groups of equal size, at end-diastole and end-systole.
 *
 * Two layouts are read. The owners' has a folder for each patient, `patient001/Info.cfg` (group, height, weight, frames from 1)
 * beside `patient001_frame01.nii.gz`, `…_frame01_gt.nii.gz` and the whole cine `patient001_4d.nii.gz`; the patients lie in the
 * folder itself or in its `training` and `testing`. The other is a table, `cases.csv`, beside `patient001_sax_ed.nii.gz` and
 * `…_sax_ed_gt.nii.gz`.
 *
 * Patients 074 and 076 are one: their images are equal byte for byte, end-diastole and end-systole, as are height, weight and
 * group, while the labels were drawn twice. Both cases name `patient074` as their patient, so no split parts them.
 * Source: Bernard et al. 2018, doi:10.1109/TMI.2018.2837502.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { acdcOfOwners } from "./acdc-owners.ts";
import { acdcPatientOf } from "./acdc-twins.ts";
import { type CaseImage, type DataCase, type DataSet, type Phase, phases } from "./data-set.ts";
import { rightVentricleFirst } from "./label-orders.ts";
import { readTable, type TableRow } from "./published-table.ts";
import { stated } from "./stated.ts";
import { columnsPresent, numberIn } from "./table-cells.ts";

export function acdcImagePath(folder: string, id: string, phase: Phase): string {
  return join(folder, `${id}_sax_${phase}.nii.gz`);
}

export function acdcLabelPath(folder: string, id: string, phase: Phase): string {
  return join(folder, `${id}_sax_${phase}_gt.nii.gz`);
}

export const acdc: DataSet = Object.freeze({
  name: "acdc",
  title: "ACDC, automated cardiac diagnosis challenge: short-axis cine at end-diastole and end-systole",
  source: "Bernard et al. 2018, doi:10.1109/TMI.2018.2837502",
  licence: "CC BY-NC-SA 4.0",
  list: (folder: string) => (existsSync(join(folder, "cases.csv")) ? listTable(folder) : acdcOfOwners(folder)),
});

const factColumns = ["height_cm", "weight_kg", "lv_edv_ml", "lv_esv_ml", "rv_edv_ml", "rv_esv_ml"] as const;
type Column = "id" | "pathology" | (typeof factColumns)[number];

function listTable(folder: string): DataCase[] {
  const path = join(folder, "cases.csv");
  const rows: TableRow<Column>[] = readTable(path, ["id", "pathology", ...columnsPresent(path, factColumns)]);
  return rows.map((row) => caseOf(folder, row));
}

function caseOf(folder: string, row: TableRow<Column>): DataCase {
  const { id, pathology } = row.cells;
  const images = phases.map((phase) => imageOf(folder, id, phase));
  const facts = stated({
    group: pathology || undefined,
    heightCm: numberIn(row, "height_cm"),
    weightKg: numberIn(row, "weight_kg"),
    lvEdvMl: numberIn(row, "lv_edv_ml"),
    lvEsvMl: numberIn(row, "lv_esv_ml"),
    rvEdvMl: numberIn(row, "rv_edv_ml"),
    rvEsvMl: numberIn(row, "rv_esv_ml"),
  });
  return { id, patient: acdcPatientOf(id), images, facts };
}

function imageOf(folder: string, id: string, phase: Phase): CaseImage {
  const labelPath = acdcLabelPath(folder, id, phase);
  return {
    name: `sax ${phase}`,
    sequence: "cine",
    view: "sax",
    phase,
    channels: [{ format: "nifti", path: acdcImagePath(folder, id, phase), frameIndex: 0 }],
    labels: { file: { format: "nifti", path: labelPath, frameIndex: 0 }, meaning: rightVentricleFirst },
  };
}
