/**
 * M&Ms (multi-centre, multi-vendor, multi-disease): short-axis cine of 345 patients, four vendors, labels at end-diastole
 * and end-systole.
 *
 * Layout, of the folder `OpenDataset` of the public archive: `211230_M&Ms_Dataset_information_diagnosis_opendataset.csv`
 * beside `Training/Labeled`, `Training/Unlabeled`, `Validation` and `Testing`, each with
 * `<External code>/<External code>_sa.nii.gz` and `…_sa_gt.nii.gz`, both 4-D. ED and ES of the table are frames from 0;
 * other frames of the labels are empty. The files `_sa_gt` in `Unlabeled` are there but hold no labels, so they are not
 * read. Labels: 1 left ventricular cavity, 2 myocardium, 3 right ventricular cavity. VendorName is Siemens, Philips, GE or
 * Canon.
 *
 * Of the 25 unlabelled patients, all of GE, the table has 0 as ED and as ES: nobody says where their phases are, and frame 0
 * seen twice would tell a network their scanner. A row with one frame for both gives no image, and says why.
 *
 * Source: Campello et al. 2021, doi:10.1109/TMI.2021.3090082; https://www.ub.edu/mnms/; layout, columns, frames from 0 and
 * label order as CineMA's cinema/data/mnms reads them; vendors' names and zeros of the unlabelled as public code on the set
 * counts them. Not verified on the data: that Height is in cm and Weight in kg.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { countIn, positiveIn, requiredText, textIn } from "./cell-values.ts";
import { cineImage, type LabelsAt, labelsAt } from "./cine-image.ts";
import { type CaseFacts, type DataCase, type DataSet, phases } from "./data-set.ts";
import { requireCases, requireFile } from "./folders.ts";
import { leftVentricleFirst } from "./label-orders.ts";
import { readTable, type TableRow } from "./published-table.ts";
import { stated } from "./stated.ts";
import { sexOf } from "./table-cells.ts";

export const mnms: DataSet = Object.freeze({
  name: "mnms",
  title: "M&Ms: multi-centre, multi-vendor and multi-disease short-axis cine",
  source: "Campello et al. 2021, doi:10.1109/TMI.2021.3090082",
  licence: "terms of https://www.ub.edu/mnms/; read them there before weights are passed on",
  list: listMnms,
});

const TABLE = "211230_M&Ms_Dataset_information_diagnosis_opendataset.csv";
const PERSON = ["Age", "Pathology", "Sex", "Height", "Weight"] as const;
const COLUMNS = ["External code", "VendorName", "Centre", "ED", "ES", ...PERSON] as const;
type Row = TableRow<(typeof COLUMNS)[number]>;

interface Place {
  readonly name: string;
  readonly split: NonNullable<DataCase["split"]>;
  readonly isLabelled: boolean;
}

const places: readonly Place[] = [
  { name: join("Training", "Labeled"), split: "training", isLabelled: true },
  { name: join("Training", "Unlabeled"), split: "training", isLabelled: false },
  { name: "Validation", split: "validation", isLabelled: true },
  { name: "Testing", split: "test", isLabelled: true },
];

/** Patients in the order of the table; those whose folder is in none of the places are left out. */
function listMnms(folder: string): readonly DataCase[] {
  const cases = readTable(join(folder, TABLE), COLUMNS).flatMap((row) => {
    const place = places.find(({ name }) => existsSync(join(folder, name, requiredText(row, "External code"))));
    return place === undefined ? [] : [caseOf(folder, row, place)];
  });
  return requireCases(cases, folder, `${places.map(({ name }) => name).join(", ")} with a folder for each patient`);
}

function caseOf(folder: string, row: Row, { name, split, isLabelled }: Place): DataCase {
  const id = requiredText(row, "External code");
  const cine = join(folder, name, id, `${id}_sa.nii.gz`);
  requireFile(cine, "the table names its patient");
  const labels = isLabelled ? labelsAt(join(folder, name, id, `${id}_sa_gt.nii.gz`), leftVentricleFirst) : undefined;
  const unlabelled = isLabelled ? {} : ({ mayLackLabels: true } as const);
  return Object.freeze({ id, patient: id, ...phasesOf(row, cine, labels), facts: factsOf(row), split, ...unlabelled });
}

/** End-diastole and end-systole, as far as the row tells which frames they are. */
function phasesOf(row: Row, path: string, labels: LabelsAt | undefined): Pick<DataCase, "images" | "problems"> {
  const frames = { ed: countIn(row, "ED"), es: countIn(row, "ES") };
  if (frames.ed !== undefined && frames.ed === frames.es) {
    const because = `${row.where}: ED and ES are both frame ${frames.ed}, so neither is known`;
    return { images: [], problems: [{ view: "sax", because }] };
  }
  const images = phases.flatMap((phase) => {
    const frameIndex = frames[phase];
    return frameIndex === undefined ? [] : [cineImage({ view: "sax", phase, path, frameIndex, labels })];
  });
  return { images: Object.freeze(images) };
}

function factsOf(row: Row): CaseFacts {
  return stated({
    group: textIn(row, "Pathology"),
    sex: sexOf(textIn(row, "Sex"), row.where),
    ageYears: positiveIn(row, "Age"),
    heightCm: positiveIn(row, "Height"),
    weightKg: positiveIn(row, "Weight"),
    vendor: textIn(row, "VendorName"),
    centre: textIn(row, "Centre"),
  });
}
