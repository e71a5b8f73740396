/** Copies the DICOM files of a folder without who was imaged: one file in memory at a time, the whole copy or nothing. */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  type Counts,
  type DeIdentificationOptions,
  type DeIdentifiedFile,
  DicomError,
  type DicomErrorKind,
  deIdentify,
  filePathsBelow,
  readDicomFile,
} from "@cmrkit/imaging";

/** A file that was copied, told by its new names alone. */
export interface CopiedFile {
  /** Below the output folder. */
  readonly path: string;
  readonly patientId: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number | undefined;
  readonly counts: Counts;
  readonly comments: number;
}

export interface RefusedFile {
  readonly path: string;
  readonly kind: DicomErrorKind;
  readonly message: string;
}

export interface FolderCopy {
  readonly copied: readonly CopiedFile[];
  readonly refused: readonly RefusedFile[];
  /** Files that repeat another byte for byte. */
  readonly repeats: number;
}

/**
 * @param out folder that does not exist, or is empty.
 * @param onFile called before each file with the number of those done and of all.
 * @throws {DicomError} `unreadable` when the folder cannot be listed; `no-dicom` when nothing in it can be copied.
 */
export async function deIdentifyFolder(
  input: string,
  out: string,
  options: DeIdentificationOptions,
  onFile: (done: number, total: number) => void,
): Promise<FolderCopy> {
  const paths: string[] = [];
  for await (const path of filePathsBelow(input)) paths.push(path);
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), `.${basename(target)}.partial-`));
  try {
    const whole = join(staging, "whole"); // its permissions are the user's default, those of mkdtemp are narrower
    const copy = await copyFiles(paths, whole, options, onFile);
    if (copy.copied.length === 0) throw nothingCopied(input, copy);
    await rename(whole, target);
    return copy;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function copyFiles(
  paths: readonly string[],
  whole: string,
  options: DeIdentificationOptions,
  onFile: (done: number, total: number) => void,
): Promise<FolderCopy> {
  const copied: CopiedFile[] = [];
  const refused: RefusedFile[] = [];
  let repeats = 0;
  for (const [done, path] of paths.entries()) {
    onFile(done, paths.length);
    try {
      const file = deIdentify(await readDicomFile(path), path, options);
      const written = await writeCopy(file, whole, path);
      if (written === undefined) repeats += 1;
      else copied.push(written);
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
      refused.push({ path, kind: error.kind, message: error.message });
    }
  }
  return { copied, refused, repeats };
}

/** Undefined where the same copy is there already. */
async function writeCopy(file: DeIdentifiedFile, whole: string, source: string): Promise<CopiedFile | undefined> {
  const { bytes, patientId, studyInstanceUid, seriesInstanceUid, sopInstanceUid, seriesNumber, counts, comments } =
    file;
  const folder = join(patientId, studyInstanceUid, seriesInstanceUid);
  const path = join(folder, `${sopInstanceUid}.dcm`);
  await mkdir(join(whole, folder), { recursive: true });
  try {
    await writeFile(join(whole, path), bytes, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (Buffer.compare(await readFile(join(whole, path)), bytes) === 0) return undefined;
    throw new DicomError("duplicate-instance", `${source} has the SOP Instance UID of another file and other content`);
  }
  return { path, patientId, seriesInstanceUid, seriesNumber, counts, comments };
}

function nothingCopied(input: string, { refused }: FolderCopy): DicomError {
  const kinds = [...Map.groupBy(refused, ({ kind }) => kind)].map(([kind, files]) => `${files.length} × ${kind}`);
  const found = kinds.length === 0 ? "no file" : kinds.join(", ");
  const [first] = refused.filter(({ kind }) => kind !== "not-dicom");
  const such = first === undefined ? "" : `, such as: ${first.message}`;
  return new DicomError("no-dicom", `${input} holds nothing that can be copied; found ${found}${such}`);
}
