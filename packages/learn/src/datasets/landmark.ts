/**
 * The Landmark set of University College London: three landmarks in two- and four-chamber cine frames.
 *
 * Layout: `lax_2c.csv` and `lax_4c.csv`, without a header (cohort, uid, view, landmark number, x, y), one line for each
 * landmark, beside `lax_2c/images/<uid>.png`; the masks in `masks/` mark the same points with 85, 170 and 255. A uid is
 * patient and frame, such as `0001__09`. Points 1 and 2 are the ends of the mitral annulus, point 3 is the apex.
 *
 * Source: CineMA's cinema/data/landmark, which shrinks images and points to a quarter, turns pictures about so that all
 * run one way round, and splits patients by lot; nothing of that is done here. On request from its owners. Not verified on
 * the data: that x and y of the table are pixels of the picture (CineMA takes the points from the masks), which end of the
 * annulus is the first, and which frame is end-diastole.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LearnError } from "../errors.ts";
import { countIn, requiredText } from "./cell-values.ts";
import type { CaseImage, DataCase, DataSet } from "./data-set.ts";
import { requireCases, requireFile } from "./folders.ts";
import { readHeaderlessTable, type TableRow } from "./published-table.ts";
import { numberIn } from "./table-cells.ts";

export const landmark: DataSet = Object.freeze({
  name: "landmark",
  title: "Landmark: mitral annulus and apex in two- and four-chamber cine",
  source: "Fu et al. 2025, arXiv:2506.00679, which describes and uses it",
  licence: "on request from its owners at University College London, on their terms",
  list: listLandmark,
});

const COLUMNS = ["cohort", "uid", "view", "landmark number", "x", "y"] as const;
type Row = TableRow<(typeof COLUMNS)[number]>;

/** By landmark number, from 1. */
const names = ["mitralAnnulus1", "mitralAnnulus2", "apex"] as const;

/** One case for each patient, in the order of the tables. */
function listLandmark(folder: string): readonly DataCase[] {
  const images = (["lax_2c", "lax_4c"] as const).flatMap((view) => imagesOf(folder, view));
  const byPatient = Map.groupBy(images, ({ patient }) => patient);
  const cases = [...byPatient].map(([patient, found]): DataCase => {
    const ofPatient = Object.freeze(found.map(({ image }) => image));
    return Object.freeze({ id: patient, patient, images: ofPatient, facts: Object.freeze({}) });
  });
  return requireCases(cases, folder, "lax_2c.csv or lax_4c.csv with its pictures in lax_2c/images or lax_4c/images");
}

interface FoundImage {
  readonly patient: string;
  readonly image: CaseImage;
}

function imagesOf(folder: string, view: "lax_2c" | "lax_4c"): FoundImage[] {
  const table = join(folder, `${view}.csv`);
  if (!existsSync(table)) return [];
  const byUid = Map.groupBy(readHeaderlessTable(table, COLUMNS), (row) => requiredText(row, "uid"));
  return [...byUid].map(([uid, rows]) => imageOf(folder, view, uid, rows));
}

function imageOf(folder: string, view: "lax_2c" | "lax_4c", uid: string, rows: readonly Row[]): FoundImage {
  const path = requireFile(join(folder, view, "images", `${uid}.png`), `${view}.csv has landmarks for it`);
  const [patient, frame] = [uid.split("_")[0]!, uid.slice(uid.lastIndexOf("_") + 1)];
  const image: CaseImage = {
    name: `${view} ${frame}`,
    sequence: "cine",
    view,
    channels: [{ format: "pictures", paths: [path], spacingMm: null }],
    landmarks: landmarksOf(rows, uid),
  };
  return { patient, image };
}

function landmarksOf(rows: readonly Row[], uid: string): NonNullable<CaseImage["landmarks"]> {
  const numbers = rows.map((row) => countIn(row, "landmark number"));
  if (numbers.toSorted().join() !== "1,2,3") {
    const message = `${rows[0]!.where}: ${uid} has landmarks ${numbers.join(", ")}`;
    throw new LearnError("bad-table", `${message}; each of 1, 2 and 3 must be there once`);
  }
  return Object.freeze(Object.fromEntries(rows.map((row, i) => [names[numbers[i]! - 1]!, pointIn(row)])));
}

function pointIn(row: Row): readonly [number, number] {
  const [x, y] = [numberIn(row, "x"), numberIn(row, "y")];
  if (x !== undefined && y !== undefined && x >= 0 && y >= 0) return [x, y];
  throw new LearnError("bad-table", `${row.where}: x ${x} and y ${y} are no place in a picture`);
}
