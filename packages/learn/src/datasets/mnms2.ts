/**
 * M&Ms-2 (multi-disease, multi-view): short-axis and four-chamber cine of 360 patients at end-diastole and end-systole.
 *
 * Layout, of the folder `MnM2`: `dataset_information.csv` (SUBJECT_CODE without leading zeros, DISEASE, VENDOR, SCANNER,
 * FIELD; up to a million lines of bare commas follow the 360) beside `dataset/<three digits>/<id>_<SA|LA>_<ED|ES>.nii.gz`
 * and `…_gt.nii.gz`; LA is the four-chamber view. `…_CINE.nii.gz` holds every frame without labels and is not listed. The
 * first 160 patients are for training, the next 40 for validation, the rest for the test; the groups RV and TRI are in
 * the last two only. Labels: 1 left ventricular cavity, 2 myocardium, 3 right ventricular cavity.
 *
 * Source: Martín-Isla et al. 2023, doi:10.1109/JBHI.2023.3267857; https://www.ub.edu/mnms-2/; layout, columns, split and
 * label order as CineMA's cinema/data/mnms2 reads them. Not verified on the data: whether FIELD carries its unit, so a T
 * after the number is allowed.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LearnError } from "../errors.ts";
import { countIn, requiredText, textIn } from "./cell-values.ts";
import { cineImage, labelsAt } from "./cine-image.ts";
import { type CaseImage, type DataCase, type DataSet, phases } from "./data-set.ts";
import { requireCases } from "./folders.ts";
import { leftVentricleFirst } from "./label-orders.ts";
import { readTable, type TableRow } from "./published-table.ts";
import { stated } from "./stated.ts";

export const mnms2: DataSet = Object.freeze({
  name: "mnms2",
  title: "M&Ms-2: multi-disease short-axis and four-chamber cine",
  source: "Martín-Isla et al. 2023, doi:10.1109/JBHI.2023.3267857",
  licence: "terms of https://www.ub.edu/mnms-2/; read them there before weights are passed on",
  list: listMnms2,
});

const COLUMNS = ["SUBJECT_CODE", "DISEASE", "VENDOR", "SCANNER", "FIELD"] as const;
type Row = TableRow<(typeof COLUMNS)[number]>;

/** Patients in the order of the table; those without a folder are left out. */
function listMnms2(folder: string): readonly DataCase[] {
  const cases = readTable(join(folder, "dataset_information.csv"), COLUMNS).flatMap((row) => caseOf(folder, row));
  return requireCases(cases, folder, "dataset/001, dataset/002, … with the images of each patient");
}

function caseOf(folder: string, row: Row): DataCase[] {
  requiredText(row, "SUBJECT_CODE");
  const number = countIn(row, "SUBJECT_CODE") ?? 0;
  const id = String(number).padStart(3, "0");
  const place = join(folder, "dataset", id);
  if (!existsSync(place)) return [];
  const images = imagesOf(place, id);
  if (images.length === 0)
    throw new LearnError("data-missing", `${place} holds none of ${id}_SA_ED.nii.gz and the like`);
  const facts = stated({
    group: textIn(row, "DISEASE"),
    vendor: textIn(row, "VENDOR"),
    scanner: textIn(row, "SCANNER"),
    fieldStrengthT: fieldStrengthT(row),
  });
  return [Object.freeze({ id, patient: id, images: Object.freeze(images), facts, split: splitOf(number) })];
}

const views = [
  ["SA", "sax"],
  ["LA", "lax_4c"],
] as const;

function imagesOf(place: string, id: string): CaseImage[] {
  return views.flatMap(([prefix, view]) =>
    phases.flatMap((phase) => {
      const start = join(place, `${id}_${prefix}_${phase.toUpperCase()}`);
      const labels = labelsAt(`${start}_gt.nii.gz`, leftVentricleFirst);
      const path = `${start}.nii.gz`;
      return existsSync(path) ? [cineImage({ view, phase, path, labels })] : [];
    }),
  );
}

const LAST_FOR_TRAINING = 160;
const LAST_FOR_VALIDATION = 200;

function splitOf(number: number): NonNullable<DataCase["split"]> {
  if (number <= LAST_FOR_TRAINING) return "training";
  return number <= LAST_FOR_VALIDATION ? "validation" : "test";
}

function fieldStrengthT(row: Row): number | undefined {
  const text = textIn(row, "FIELD");
  if (text === undefined) return undefined;
  const tesla = Number(text.replace(/\s*T$/i, ""));
  if (tesla > 0) return tesla;
  throw new LearnError("bad-table", `${row.where}: FIELD is ${text}, not a field strength in T such as 1.5`);
}
