/** Reads a catalogue: images in order, one by its number, or only the numbers of millions. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { LearnError } from "../errors.ts";
import type { CatalogueImage, ImageFilter } from "./image.ts";
import { fileOf, imageOf, numberIn, type Row, textIn } from "./rows.ts";
import { openDatabase } from "./schema.ts";

/** An open catalogue; any number of threads and processes may read one at once. */
export interface Catalogue {
  readonly path: string;
  /** The images that a filter leaves, by ascending id, read one after the other. */
  images(filter?: ImageFilter): Iterable<CatalogueImage>;
  /** Their ids alone, ascending: 4 bytes an image. With `image`, a training run draws from millions so. */
  ids(filter?: ImageFilter): Uint32Array;
  /** @throws {LearnError} `bad-catalogue` when no image has this id. */
  image(id: number): CatalogueImage;
  count(filter?: ImageFilter): number;
  /** The patients who have such an image, sorted: what a split into training and validation divides. */
  patients(filter?: ImageFilter): readonly string[];
  dispose(): void;
}

/**
 * Opens a catalogue for reading.
 * @throws {LearnError} `bad-catalogue` when the file is missing, no catalogue, or of another version.
 */
export function openCatalogue(path: string): Catalogue {
  return new SqliteCatalogue(path, openDatabase(path, "read"));
}

const IMAGE_COLUMNS = `image.*, study.key AS study_key, patient.key AS patient_key`;
const IMAGE_TABLES = `image JOIN study ON study.id = image.study JOIN patient ON patient.id = study.patient`;
const FILES_OF_IMAGE = `
  SELECT folder.path AS folder_path, file.name, file.byte_count, file.modified_ms, image_file.frame
  FROM image_file JOIN file ON file.id = image_file.file JOIN folder ON folder.id = file.folder
  WHERE image_file.image = ? ORDER BY image_file.position`;

class SqliteCatalogue implements Catalogue {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #byId: StatementSync;
  readonly #filesOf: StatementSync;

  constructor(path: string, database: DatabaseSync) {
    this.path = path;
    this.#database = database;
    this.#byId = database.prepare(`SELECT ${IMAGE_COLUMNS} FROM ${IMAGE_TABLES} WHERE image.id = ?`);
    this.#filesOf = database.prepare(FILES_OF_IMAGE);
  }

  *images(filter: ImageFilter = {}): Generator<CatalogueImage> {
    const { sql, values } = conditionOf(filter);
    const rows = this.#database.prepare(`SELECT ${IMAGE_COLUMNS} FROM ${IMAGE_TABLES} ${sql} ORDER BY image.id`);
    for (const row of rows.iterate(...values)) yield this.#withFiles(row);
  }

  ids(filter: ImageFilter = {}): Uint32Array {
    const { sql, values } = conditionOf(filter);
    const ids = new Uint32Array(this.count(filter));
    const rows = this.#database.prepare(`SELECT image.id FROM ${tablesFor(filter)} ${sql}`);
    let at = 0;
    for (const row of rows.iterate(...values)) ids[at++] = numberIn(row, "id");
    return ids.subarray(0, at).sort(); // faster here than in the database
  }

  image(id: number): CatalogueImage {
    const row = this.#byId.get(id);
    if (row === undefined) throw new LearnError("bad-catalogue", `${this.path} has no image ${id}; was it made anew?`);
    return this.#withFiles(row);
  }

  count(filter: ImageFilter = {}): number {
    const { sql, values } = conditionOf(filter);
    const row = this.#database.prepare(`SELECT count(*) AS count FROM ${tablesFor(filter)} ${sql}`).get(...values);
    return row === undefined ? 0 : numberIn(row, "count");
  }

  patients(filter: ImageFilter = {}): readonly string[] {
    const { sql, values } = conditionOf(filter);
    const rows = this.#database.prepare(`SELECT DISTINCT patient.key AS key FROM ${IMAGE_TABLES} ${sql}`);
    return Object.freeze(Array.from(rows.iterate(...values), (row) => textIn(row, "key")).sort());
  }

  dispose(): void {
    this.#database.close();
  }

  #withFiles(row: Row): CatalogueImage {
    return imageOf(row, this.#filesOf.all(numberIn(row, "id")).map(fileOf));
  }
}

/** Only a filter by patient needs the patients' table. */
function tablesFor({ patients }: ImageFilter): string {
  return patients === undefined ? "image" : IMAGE_TABLES;
}

/** The WHERE clause of a filter; lists go in as JSON, since SQLite bounds the number of parameters. */
function conditionOf({ sequences, views, formats, patients }: ImageFilter): { sql: string; values: SQLInputValue[] } {
  const wanted = { "image.sequence": sequences, "image.view": views, "image.format": formats, "patient.key": patients };
  const given = Object.entries(wanted).flatMap(([column, list]) => (list === undefined ? [] : [{ column, list }]));
  const terms = given.map(({ column }) => `${column} IN (SELECT value FROM json_each(?))`);
  const sql = terms.length === 0 ? "" : `WHERE ${terms.join(" AND ")}`;
  return { sql, values: given.map(({ list }) => JSON.stringify(list)) };
}
