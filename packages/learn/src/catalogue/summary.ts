/** What is in a catalogue, counted; and which files are not, with the reason. */
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { ImageFormat, ImageSequence, ImageView } from "./image.ts";
import { formatIn, numberIn, type Row, sequenceIn, textIn, viewIn } from "./rows.ts";
import { openDatabase } from "./schema.ts";

/** The images of one kind and format. */
export interface KindSummary {
  readonly sequence: ImageSequence;
  readonly view: ImageView;
  readonly format: ImageFormat;
  readonly images: number;
  readonly patients: number;
  /** Smallest and largest extent along T, Z, Y, X. */
  readonly smallest: readonly [T: number, Z: number, Y: number, X: number];
  readonly largest: readonly [T: number, Z: number, Y: number, X: number];
  /** How many state their spacing. */
  readonly withSpacing: number;
}

/** Files that are not in the catalogue as an image. */
export interface RefusalSummary {
  readonly outcome: string;
  readonly files: number;
}

export interface CatalogueSummary {
  readonly images: number;
  /** Planes (Y, X) of all images: slices × frames. */
  readonly planes: number;
  readonly patients: number;
  readonly studies: number;
  readonly files: number;
  readonly kinds: readonly KindSummary[];
  readonly refused: readonly RefusalSummary[];
}

const KINDS = `
  SELECT sequence, view, format, count(*) AS images, count(DISTINCT study.patient) AS patients,
    min(size_t) AS t0, max(size_t) AS t1, min(size_z) AS z0, max(size_z) AS z1,
    min(size_y) AS y0, max(size_y) AS y1, min(size_x) AS x0, max(size_x) AS x1, count(spacing_z_mm) AS with_spacing
  FROM image JOIN study ON study.id = image.study GROUP BY sequence, view, format ORDER BY images DESC`;
const TOTALS = `
  SELECT count(*) AS images, coalesce(sum(size_t * size_z), 0) AS planes,
    (SELECT count(DISTINCT patient) FROM study WHERE id IN (SELECT study FROM image)) AS patients,
    count(DISTINCT study) AS studies, (SELECT count(*) FROM file) AS files
  FROM image`;
const REFUSED = `
  SELECT outcome, count(*) AS files FROM file WHERE outcome NOT IN ('image', 'instance')
  GROUP BY outcome ORDER BY files DESC`;
const REFUSED_FILES = `
  SELECT folder.path AS folder_path, file.name, file.outcome, file.reason
  FROM file JOIN folder ON folder.id = file.folder WHERE file.outcome NOT IN ('image', 'instance') ORDER BY file.id`;

/** @throws {LearnError} `bad-catalogue` as `openCatalogue`. */
export function summariseCatalogue(path: string): CatalogueSummary {
  return reading(path, (database) => {
    const totals = database.prepare(TOTALS).get() ?? {};
    return Object.freeze({
      images: numberIn(totals, "images"),
      planes: numberIn(totals, "planes"),
      patients: numberIn(totals, "patients"),
      studies: numberIn(totals, "studies"),
      files: numberIn(totals, "files"),
      kinds: database.prepare(KINDS).all().map(kindOf),
      refused: database
        .prepare(REFUSED)
        .all()
        .map((row) => ({ outcome: textIn(row, "outcome"), files: numberIn(row, "files") })),
    });
  });
}

/** Calls `visit` for each file that is no image, in the order in which they were read. */
export function visitRefusedFiles(
  path: string,
  visit: (file: { readonly path: string; readonly outcome: string; readonly reason: string }) => void,
): void {
  reading(path, (database) => {
    for (const row of database.prepare(REFUSED_FILES).iterate()) {
      const file = join(textIn(row, "folder_path"), textIn(row, "name"));
      visit({ path: file, outcome: textIn(row, "outcome"), reason: textIn(row, "reason") });
    }
  });
}

function reading<T>(path: string, read: (database: DatabaseSync) => T): T {
  const database = openDatabase(path, "read");
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function kindOf(row: Row): KindSummary {
  return Object.freeze({
    sequence: sequenceIn(row),
    view: viewIn(row),
    format: formatIn(row),
    images: numberIn(row, "images"),
    patients: numberIn(row, "patients"),
    smallest: sizeIn(row, "0"),
    largest: sizeIn(row, "1"),
    withSpacing: numberIn(row, "with_spacing"),
  });
}

function sizeIn(row: Row, end: "0" | "1"): KindSummary["smallest"] {
  return [numberIn(row, `t${end}`), numberIn(row, `z${end}`), numberIn(row, `y${end}`), numberIn(row, `x${end}`)];
}
