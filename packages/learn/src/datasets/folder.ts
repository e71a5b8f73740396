/**
 * One's own data: a folder with a table `cases.csv`, a row for each image, and where there are labels `labels.json`.
 *
 * Columns that every row fills: `case`; `image`, a path within the folder or an absolute one, of a `.nii`, `.nii.gz`, or of the
 * slices of a stack as `.png`, `.jpg` or `.dcm`, separated by `;` in the order of the stack; `view` (sax, lax_2c, lax_3c,
 * lax_4c, unknown); `sequence` (cine, lge, localiser, t1_map, t2_map, perfusion, phase_contrast, tagging, black_blood,
 * unknown).
 *
 * Columns that may be left out or empty: `patient`, the case's own name unless told; `label`, as `image`; `phase` (ed, es);
 * `frame`, from 1, which a file of several frames needs, and `label_frame`, the same unless told; `spacing_x_mm`, `spacing_y_mm`,
 * `spacing_z_mm`, all three, of pictures; `split` (training, validation, test); and what is known of the patient: `group`,
 * `sex` (F, M), `age`, `height_cm`, `weight_kg`, `vendor`, `scanner`, `field_strength_t`, `centre`, `lv_edv_ml`, `lv_esv_ml`,
 * `rv_edv_ml`, `rv_esv_ml`. Rows of one case say the same of the patient, or nothing. `landmarks` of a plane are names with
 * x y in pixels, `apex 12.5 40; mitralAnnulusSeptal 30 22`. Other columns are not read.
 *
 * `labels.json` says what the numbers in the labels mean, by the names of `labelNameOrder`; 0 is background:
 * `{ "1": "rightVentricleBloodPool", "2": "leftVentricularMyocardium", "3": "leftVentricleBloodPool" }`.
 */
import { join } from "node:path";
import { LearnError } from "../errors.ts";
import type { CaseFacts, CaseImage, DataCase, DataSet } from "./data-set.ts";
import { folderImage } from "./folder-image.ts";
import { readFolderLabels } from "./folder-labels.ts";
import { type FolderRow, readFolderTable } from "./folder-table.ts";
import { requireCases } from "./folders.ts";

export const folder: DataSet = Object.freeze({
  name: "folder",
  title: "A folder of one's own with a table of images",
  source: "the user's own",
  licence: "as the user's own terms say",
  list: listFolder,
});

function listFolder(path: string): readonly DataCase[] {
  const rows = readFolderTable(join(path, "cases.csv"));
  const meaning = rows.some(({ label }) => label !== undefined) ? readFolderLabels(join(path, "labels.json")) : {};
  const cases = [...Map.groupBy(rows, (row) => row.case)].map(([id, ofCase]): DataCase => {
    const images = ofCase.map((row) => folderImage(path, row, meaning));
    requireDifferent(images, id, path);
    const split = agreed(ofCase, "split", (row) => row.split);
    const patient = agreed(ofCase, "patient", (row) => row.patient) ?? id;
    return { id, patient, images, facts: agreedFacts(ofCase), ...(split !== undefined && { split }) };
  });
  return requireCases(cases, path, "rows in cases.csv");
}

/** What all rows of a case that say anything say alike. @throws {LearnError} `bad-table` naming the row that differs. */
function agreed<T>(rows: readonly FolderRow[], what: string, tell: (row: FolderRow) => T | undefined): T | undefined {
  const stating = rows.filter((row) => tell(row) !== undefined);
  const value = stating[0] && tell(stating[0]);
  const differing = stating.find((row) => tell(row) !== value);
  if (differing === undefined) return value;
  const message = `${differing.where}: ${what} ${tell(differing)} of case ${differing.case} was ${value} in an earlier row`;
  throw new LearnError("bad-table", `${message}; rows of one case must agree`);
}

function agreedFacts(rows: readonly FolderRow[]): CaseFacts {
  let facts: CaseFacts = {};
  for (const row of rows) facts = { ...facts, ...row.facts };
  for (const name of Object.keys(facts)) agreed(rows, name, (row) => new Map(Object.entries(row.facts)).get(name));
  return facts;
}

/** @throws {LearnError} `bad-table` when two images of a case have one name, or the same pixels at two phases. */
function requireDifferent(images: readonly CaseImage[], id: string, path: string): void {
  const where = `${join(path, "cases.csv")}: case ${id}`;
  const named = firstRepeated(images.map(({ name }) => name));
  if (named !== undefined) {
    const cure = "tell them apart by view, sequence, phase or frame, or name two cases";
    throw new LearnError("bad-table", `${where} has two images ${images[named]!.name}; ${cure}`);
  }
  const phased = images.filter(({ phase }) => phase !== undefined);
  const shown = firstRepeated(phased.map(({ channels }) => JSON.stringify(channels)));
  if (shown === undefined) return;
  const cure = "correct its image or frame";
  throw new LearnError("bad-table", `${where} has the pixels of ${phased[shown]!.name} at another phase too; ${cure}`);
}

/** The place of the first value that stood before. */
function firstRepeated(values: readonly string[]): number | undefined {
  const at = values.findIndex((value, i) => values.indexOf(value) !== i);
  return at === -1 ? undefined : at;
}
