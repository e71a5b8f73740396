/**
 * Makes a catalogue of folders, or brings one up to date: a file that has not changed is not read again, so a run that was
 * stopped or killed goes on where it was. Memory is bounded by the largest folder listing, file and series.
 */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { LearnError } from "../errors.ts";
import { matchesGlob } from "./glob.ts";
import type { CataloguedFile } from "./image.ts";
import { type FileFinding, readCatalogueFile } from "./read-file.ts";
import { textIn } from "./rows.ts";
import { openOrCreateDatabase } from "./schema.ts";
import { type CatalogueSettings, fingerprint } from "./settings.ts";
import { sortSeries, unsortedSeries } from "./sort-series.ts";
import { Transactions } from "./transactions.ts";
import { walkFiles } from "./walk.ts";
import { CatalogueWriter } from "./writer.ts";

export interface CatalogueJob {
  readonly folders: readonly string[];
  /** The catalogue to be made or continued. */
  readonly path: string;
  readonly settings: CatalogueSettings;
  /** Files looked at, of all there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between files; the catalogue then holds all that was read, and the next run goes on. */
  readonly shouldStop?: () => boolean;
}

export interface CatalogueRun {
  /** False when it was stopped before its end. */
  readonly isFinished: boolean;
  /** Files that were read. */
  readonly filesRead: number;
  /** Files that were catalogued before and had not changed. */
  readonly filesKnown: number;
}

/**
 * Walks folders and records every file: as an image, or with the reason why it is none.
 * @throws {LearnError} `data-missing` when a folder is not there or no file is in any; `bad-catalogue` when the path holds
 *   something else; `bad-config` when the catalogue was made with other settings; `not-saved` when it cannot be written,
 *   after which it holds all but the last few files.
 */
export async function catalogueFolders(job: CatalogueJob): Promise<CatalogueRun> {
  const total = await countFiles(job);
  if (total === 0) throw new LearnError("data-missing", `no file in ${job.folders.join(", ")}; give folders of images`);
  return savingTo(job.path, async () => {
    const database = openOrCreateDatabase(job.path);
    try {
      requireSameSettings(database, job);
      return await fill(database, job, total);
    } finally {
      database.close();
    }
  });
}

async function countFiles(job: CatalogueJob): Promise<number> {
  let count = 0;
  for await (const _ of walkFiles(job.folders, { isExcluded: excluder(job), onUnreadable: () => {} })) count += 1;
  return count;
}

/** What the user excludes, and the catalogue itself with its journal. */
function excluder({ path, settings }: CatalogueJob): (candidate: string) => boolean {
  const own = resolve(path);
  return (candidate) =>
    candidate === own ||
    candidate === `${own}-journal` ||
    settings.exclude.some((glob) => matchesGlob(candidate, glob));
}

async function fill(database: DatabaseSync, job: CatalogueJob, total: number): Promise<CatalogueRun> {
  const { folders, settings, onProgress, shouldStop = () => false } = job;
  const transactions = new Transactions(database);
  const writer = new CatalogueWriter(database);
  const run = { filesRead: 0, filesKnown: 0 };
  for (const path of vanishedFiles(database, folders)) transactions.add(() => writer.remove(path));
  const record = (file: CataloguedFile, finding: FileFinding) => {
    transactions.add(() => writer.write(file, finding));
    run.filesRead += 1;
  };
  const onUnreadable = (path: string, reason: string) =>
    record({ path, byteCount: 0, modifiedMs: 0 }, { outcome: "unreadable", reason });

  for await (const path of walkFiles(folders, { isExcluded: excluder(job), onUnreadable })) {
    if (shouldStop()) break;
    const file = await fileAt(path);
    if (writer.isKnown(file)) run.filesKnown += 1;
    else record(file, await readCatalogueFile(path, settings));
    onProgress?.(run.filesRead + run.filesKnown, total);
  }
  for (const seriesId of unsortedSeries(database)) {
    if (shouldStop()) break;
    transactions.add(() => sortSeries(database, writer, seriesId));
  }
  transactions.commit();
  return { isFinished: !shouldStop(), ...run };
}

/** Files below the folders that an earlier run catalogued and that are there no longer. */
function vanishedFiles(database: DatabaseSync, folders: readonly string[]): readonly string[] {
  const rows = database.prepare(
    "SELECT folder.path || '/' || file.name AS path FROM file JOIN folder ON folder.id = file.folder",
  );
  const isBelow = (path: string) => folders.some((folder) => path.startsWith(join(resolve(folder), "/")));
  const gone: string[] = [];
  for (const row of rows.iterate()) {
    const path = textIn(row, "path");
    if (isBelow(path) && !existsSync(path)) gone.push(path);
  }
  return gone;
}

/** A file that vanished since it was listed has no size; reading it will say why. */
async function fileAt(path: string): Promise<CataloguedFile> {
  const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: 0 }));
  return { path, byteCount: size, modifiedMs: mtimeMs };
}

/** A catalogue made half with one rule and half with another could not be trusted. */
function requireSameSettings(database: DatabaseSync, { path, settings }: CatalogueJob): void {
  const wanted = fingerprint(settings);
  database.prepare("INSERT OR IGNORE INTO setting (name, value) VALUES ('made with', ?)").run(wanted);
  const row = database.prepare("SELECT value FROM setting WHERE name = 'made with'").get() ?? {};
  if (textIn(row, "value") === wanted) return;
  const difference = `${path} was made with ${textIn(row, "value")}, now ${wanted}`;
  throw new LearnError("bad-config", `${difference}; use the same --as, --patient and --key, or another --out`);
}

/** A full disk or a read-only folder, as one error. */
async function savingTo<T>(path: string, save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") throw error;
    const advice = "make room or choose another --out; the same command goes on with what was saved";
    throw new LearnError("not-saved", `${path} cannot be written (${error.message}); ${advice}`);
  }
}
