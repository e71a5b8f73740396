/**
 * The tables of a catalogue: one SQLite file, built to hold ten million images.
 *
 * `folder` and `file` list every file that was looked at, so that a second walk reads only what is new. `instance` and
 * `series` keep what of a DICOM file is needed to sort it into images, a row for each frame of an enhanced object. `image` is what
 * training draws from; `image_file` says which files an image lies in. Frames count from 1; 0 is a file of one image. Hashes are the first 16 bytes of SHA-256.
 */
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { LearnError } from "../errors.ts";

/** Marks a database as a catalogue; the letters CMRC. Source: SQLite, `PRAGMA application_id`. */
const APPLICATION_ID = 0x43_4d_52_43;
/** Grows when a table changes; another version is refused. */
const SCHEMA_VERSION = 2;

const TABLES = `
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
  CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL REFERENCES folder,
    name TEXT NOT NULL,
    byte_count INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    UNIQUE (folder, name)
  );
  CREATE INDEX file_refused ON file (outcome) WHERE outcome NOT IN ('image', 'instance');

  CREATE TABLE patient (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
  CREATE TABLE study (
    id INTEGER PRIMARY KEY,
    patient INTEGER NOT NULL REFERENCES patient,
    key TEXT NOT NULL,
    UNIQUE (patient, key)
  );

  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    study INTEGER NOT NULL REFERENCES study,
    uid_hash BLOB NOT NULL,
    number INTEGER,
    sequence TEXT NOT NULL,
    view TEXT NOT NULL,
    is_sorted INTEGER NOT NULL,
    UNIQUE (study, uid_hash)
  );
  CREATE INDEX series_unsorted ON series (id) WHERE is_sorted = 0;
  CREATE TABLE instance (
    file INTEGER NOT NULL REFERENCES file,
    frame INTEGER NOT NULL,
    series INTEGER NOT NULL REFERENCES series,
    uid_hash BLOB NOT NULL,
    header TEXT NOT NULL,
    plane_hash BLOB NOT NULL,
    minimum REAL NOT NULL,
    maximum REAL NOT NULL,
    has_few_values INTEGER NOT NULL,
    PRIMARY KEY (file, frame),
    UNIQUE (uid_hash, frame)
  );
  CREATE INDEX instance_series ON instance (series);

  CREATE TABLE image (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    format TEXT NOT NULL,
    study INTEGER NOT NULL REFERENCES study,
    sequence TEXT NOT NULL,
    view TEXT NOT NULL,
    size_t INTEGER NOT NULL,
    size_z INTEGER NOT NULL,
    size_y INTEGER NOT NULL,
    size_x INTEGER NOT NULL,
    spacing_z_mm REAL,
    spacing_y_mm REAL,
    spacing_x_mm REAL,
    content_hash BLOB NOT NULL UNIQUE,
    minimum REAL NOT NULL,
    maximum REAL NOT NULL
  );
  CREATE INDEX image_kind ON image (sequence, view);
  CREATE INDEX image_study ON image (study);
  CREATE TABLE image_file (
    image INTEGER NOT NULL REFERENCES image,
    position INTEGER NOT NULL,
    file INTEGER NOT NULL REFERENCES file,
    frame INTEGER NOT NULL,
    PRIMARY KEY (image, position)
  ) WITHOUT ROWID;
  CREATE INDEX image_file_file ON image_file (file);
`;

/**
 * Opens a catalogue that is there.
 * @throws {LearnError} `bad-catalogue` when there is no file, or one that is no catalogue of this version.
 */
export function openDatabase(path: string, mode: "read" | "write"): DatabaseSync {
  if (!existsSync(path)) throw badCatalogue(path, "is not there; make it with cmr catalogue DIR… --out FILE");
  requireFile(path);
  const database = new DatabaseSync(path, { readOnly: mode === "read", timeout: BUSY_TIMEOUT_MS });
  try {
    requireCatalogue(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Opens a catalogue for writing and makes it where it is missing, or empty after a full disk; errors as `openDatabase`. */
export function openOrCreateDatabase(path: string): DatabaseSync {
  if (existsSync(path)) requireFile(path);
  if (existsSync(path) && statSync(path).size > 0) return tuned(openDatabase(path, "write"));
  const database = tuned(new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }));
  database.exec(`BEGIN; ${TABLES}
    PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  return database;
}

/** How long a reader waits for a writer. */
const BUSY_TIMEOUT_MS = 10_000;

/** A page cache of 64 MB holds the upper levels of every index. */
function tuned(database: DatabaseSync): DatabaseSync {
  database.exec("PRAGMA cache_size = -65536; PRAGMA synchronous = NORMAL");
  return database;
}

function requireFile(path: string): void {
  if (statSync(path).isDirectory()) throw badCatalogue(path, "is a folder; name the file of a catalogue");
}

function requireCatalogue(database: DatabaseSync, path: string): void {
  const applicationId = pragma(database, path, "application_id");
  if (applicationId !== APPLICATION_ID) throw badCatalogue(path, "is a database, but no catalogue of cmrkit");
  const version = pragma(database, path, "user_version");
  if (version === SCHEMA_VERSION) return;
  throw badCatalogue(path, `is a catalogue of version ${version}, expected ${SCHEMA_VERSION}; make it again`);
}

function pragma(database: DatabaseSync, path: string, name: string): unknown {
  try {
    return database.prepare(`PRAGMA ${name}`).get()?.[name];
  } catch (error) {
    if (isNoDatabase(error)) throw badCatalogue(path, "is no database; expected a catalogue made by cmr catalogue");
    const why = error instanceof Error ? error.message : String(error);
    throw badCatalogue(path, `cannot be read (${why}); if its making was cut short, run the same command again`);
  }
}

/** Source: SQLite result code SQLITE_NOTADB. */
const NOT_A_DATABASE = 26;

function isNoDatabase(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === NOT_A_DATABASE;
}

function badCatalogue(path: string, why: string): LearnError {
  return new LearnError("bad-catalogue", `${path} ${why}`);
}
