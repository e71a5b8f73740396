/** The studies below a folder: each subfolder that holds DICOM, and each 4D NIfTI file. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { StudyError } from "../errors.ts";
import type { CohortStudy } from "./outcome.ts";

const NIFTI = /\.nii(\.gz)?$/i;
/** Labels beside images, as data sets and cmrkit itself name them. */
const LABELS = /(^segmentation|[_-](gt|seg|mask|label)s?)[^/]*\.nii(\.gz)?$/i;

/**
 * Every file with a NIfTI name at any depth but those named as labels, and every entry of the folder below which other
 * files lie, as one DICOM study. Symbolic links are not followed.
 * @returns sorted by name.
 * @throws {StudyError} `input` when the folder cannot be read, holds no study, or two of one name.
 */
export async function findStudies(folder: string): Promise<readonly CohortStudy[]> {
  const studies: CohortStudy[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    const found = entry.isDirectory() ? await contentOf(path) : contentOfFile(path, entry.isFile());
    studies.push(...found.nifti.map((file) => ({ name: nameOf(file, folder), path: file })));
    if (entry.isDirectory() && found.holdsOthers) studies.push({ name: basename(path), path });
  }
  if (studies.length > 0) return namedApart(studies.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  const expected = "expected a folder of DICOM folders, one a study, or of 4D NIfTI files";
  throw new StudyError("input", `${folder} holds no study; ${expected}`, { path: folder });
}

/** Two studies of one name would share a folder of results, and the one be credited with the other's measures. */
function namedApart(sorted: readonly CohortStudy[]): readonly CohortStudy[] {
  const second = sorted.findIndex(({ name }, n) => name === sorted[n - 1]?.name);
  if (second === -1) return sorted;
  const { name, path } = sorted[second]!;
  const otherPath = sorted[second - 1]!.path;
  const what = `${otherPath} and ${path} would both be ${name} in the cohort, and share a folder of results`;
  throw new StudyError("input", `${what}; rename one of them`, { name, path, otherPath });
}

interface Content {
  readonly nifti: readonly string[];
  /** Whether there are files that may be DICOM. */
  readonly holdsOthers: boolean;
}

function contentOfFile(path: string, isFile: boolean): Content {
  return { nifti: isFile && isCine(path) ? [path] : [], holdsOthers: false };
}

async function contentOf(folder: string): Promise<Content> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return { nifti: paths.filter(isCine), holdsOthers: paths.some((path) => !NIFTI.test(path) && !isTable(path)) };
}

function isCine(path: string): boolean {
  return NIFTI.test(path) && !LABELS.test(basename(path));
}

/** What lies beside NIfTI files in data sets. */
function isTable(path: string): boolean {
  return /\.(json|csv|tsv|txt|cfg|md|html)$/i.test(path);
}

/** The path below the folder, without its ending and with `--` between its parts. */
function nameOf(path: string, folder: string): string {
  return path
    .slice(folder.length)
    .replace(NIFTI, "")
    .split(/[/\\]/)
    .filter((part) => part !== "")
    .join("--");
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new StudyError("input", `${folder} cannot be read as a folder (${code}); check the path`, { path: folder });
  }
}
