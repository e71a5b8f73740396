/** Reads the DICOM files below a folder of the file system, whatever they are called. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileProblem } from "../file-problem.ts";
import { type CineChoice, chooseCine } from "./choose-cine.ts";
import { assembleCine, type Cine } from "./cine.ts";
import { layoutOptionsOf } from "./cine-layout.ts";
import { DicomError } from "./errors.ts";
import { type DicomIndex, indexInstances, type NamedBytes, type SkippedFile } from "./index-instances.ts";
import { joinSliceSeries } from "./join-slices.ts";
import { looksLikeDicom, SIGNATURE_BYTES } from "./part10.ts";
import { groupSeries } from "./series.ts";

/** A cine read from a folder, with everything that the reader left out or had to choose. */
export interface FolderCine {
  readonly cine: Cine;
  readonly choice: CineChoice;
  readonly index: DicomIndex;
}

/**
 * Indexes a folder with its subfolders, or one file. Links are followed, each real folder is entered once.
 * @throws {DicomError} `unreadable` when the path or something below it cannot be read; `no-dicom` when there is no
 *   DICOM file; for a single file its own refusal.
 */
export async function readDicomFolder(path: string): Promise<DicomIndex> {
  const index = await indexInstances(readFiles(path));
  const { instances, skipped, damaged } = index;
  const [only] = [...skipped, ...damaged];
  if (instances.length === 0 && only?.name === path) throw only.error; // the path is a file
  if (instances.length + damaged.length === 0 && skipped.every(({ error }) => error.kind === "not-dicom")) {
    throw noDicom(path, skipped);
  }
  return index;
}

/**
 * Indexes a folder of which nothing may be missing.
 * @throws {DicomError} as `readDicomFolder`; `no-cine` when no MR image can be read; `truncated` or `malformed` when any
 *   file is damaged, since the image it held would be missing unnoticed.
 */
export async function readWholeFolder(path: string): Promise<DicomIndex> {
  const index = await readDicomFolder(path);
  const [damaged] = index.damaged;
  if (damaged !== undefined) throw damaged.error;
  if (index.instances.length === 0) throw noMrImage(path, index.skipped);
  return index;
}

/**
 * Reads the short-axis cine of a folder, by geometry and extent alone.
 * @throws {DicomError} the kinds of `readWholeFolder`, `chooseCine` and `assembleCine`.
 */
export async function readCineFolder(path: string): Promise<FolderCine> {
  const index = await readWholeFolder(path);
  const choice = chooseCine(joinSliceSeries(groupSeries(index.instances)).series);
  const cine = assembleCine(choice.series.instances, layoutOptionsOf(choice.series));
  return Object.freeze({ cine, choice, index });
}

function noDicom(path: string, skipped: readonly SkippedFile[]): DicomError {
  const otherFiles = skipped.length;
  const found = otherFiles === 0 ? "no file" : `${otherFiles} file${otherFiles === 1 ? "" : "s"}, none of them DICOM`;
  const nifti = skipped.find(({ name }) => /\.nii(\.gz)?$/i.test(name));
  const other = nifti === undefined ? "" : `, or a NIfTI file by its own path, such as ${nifti.name}`;
  const message = `${path} holds ${found}; give the folder of a DICOM study${other}`;
  return new DicomError("no-dicom", message, { path, otherFiles });
}

function noMrImage(path: string, skipped: readonly SkippedFile[]): DicomError {
  const byKind = Map.groupBy(skipped, ({ error }) => error.kind);
  const found = [...byKind].map(([kind, files]) => `${files.length} × ${kind} (${files[0]?.error.message})`);
  return new DicomError("no-cine", `${path} holds no MR image that can be read; found ${found.join("; ")}`, { path });
}

async function* readFiles(path: string): AsyncGenerator<NamedBytes> {
  for await (const file of filePathsBelow(path)) yield { name: file, bytes: await readDicomFile(file) };
}

/**
 * Paths of all files below a folder, or of one file, in the order of their names. Links are followed, each real folder is
 * entered once.
 * @throws {DicomError} `unreadable` when the path or a folder below it cannot be read.
 */
export function filePathsBelow(path: string): AsyncGenerator<string> {
  return walk(path, new Set());
}

/**
 * The bytes of a DICOM file, or the first ones of a file of another format.
 * @throws {DicomError} `unreadable`, or `too-large` for 2 GiB and more.
 */
export function readDicomFile(path: string): Promise<Uint8Array> {
  return orUnreadable(path, async () => readIfDicom(path));
}

/** Files below a path in the order of their names by code unit, so that every machine reads them alike. */
async function* walk(path: string, entered: Set<string>): AsyncGenerator<string> {
  const info = await orUnreadable(path, () => stat(path));
  if (info.isFile()) yield path;
  if (!info.isDirectory()) return;
  const real = await realpath(path);
  if (entered.has(real)) return;
  entered.add(real);
  const entries = await orUnreadable(path, () => readdir(path, { withFileTypes: true }));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(path, entry.name);
    if (entry.isSymbolicLink() && !(await leadsSomewhere(below))) continue;
    if (entry.isFile()) yield below;
    else yield* walk(below, entered);
  }
}

/** A link to itself or to nothing holds no image, so it hides none. */
async function leadsSomewhere(link: string): Promise<boolean> {
  return stat(link).then(
    () => true,
    () => false,
  );
}

/**
 * The whole file, or only its start when that shows another format: a folder may hold gigabytes of other files. One file
 * at a time is read in any case, and without promises a study of small ones is indexed in a third of the time.
 */
function readIfDicom(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size > MAX_FILE_BYTES) throw tooLarge(path, size);
    const head = readExactly(file, Math.min(size, SIGNATURE_BYTES));
    return looksLikeDicom(head) ? readExactly(file, size) : head;
  } finally {
    closeSync(file);
  }
}

/** What one call can read; an enhanced object of 10,000 frames of 256 × 256 pixels has 1.3 GB. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

function tooLarge(path: string, actualBytes: number): DicomError {
  const message = `${path} has ${actualBytes} bytes; at most ${MAX_FILE_BYTES} are read at once`;
  return new DicomError("too-large", message, { path, actualBytes });
}

/** The first bytes of a file. */
function readExactly(file: number, length: number): Uint8Array {
  const buffer = new Uint8Array(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, 0));
}

async function orUnreadable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DicomError) throw error;
    throw new DicomError("unreadable", `${path} ${fileProblem(error)}; check the path`, { path });
  }
}
