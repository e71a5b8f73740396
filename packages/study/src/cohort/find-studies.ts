/** The studies below a folder: each entry that holds DICOM, and each 4D NIfTI file. */
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileProblem } from "@cmrkit/imaging";
import { StudyError } from "../errors.ts";
import { contentBelow, type FolderContent, nameBelow } from "./folder-content.ts";
import type { CohortStudy } from "./outcome.ts";

/** What a reader may have meant as a study, and why it is none. */
export interface PassedOver {
  readonly path: string;
  readonly why: string;
}

/** Both sorted, by name and by path. */
export interface FoundStudies {
  readonly studies: readonly CohortStudy[];
  readonly passedOver: readonly PassedOver[];
}

/**
 * Every file with a NIfTI name at any depth but those named as labels, and every entry of the folder below which other
 * files lie, as one DICOM study. Links are followed, as when one study is read, and a study has the name of its link; what is
 * reached in two ways counts once, and links to nothing or to a folder that holds the cohort are passed over, as are folders
 * without images. Hidden files and folders are none.
 * @throws {StudyError} `input` when the folder cannot be read, holds no study, or two of one name.
 */
export async function findStudies(folder: string): Promise<FoundStudies> {
  const entries = await entriesOf(folder);
  const passedOver: PassedOver[] = [];
  const studies: CohortStudy[] = [];
  for (const entry of entries) {
    const why = whyNotEntered(entry, entries);
    if (why !== undefined) passedOver.push({ path: entry.path, why });
    else {
      const content = await contentBelow(entry.path);
      studies.push(...studiesOf(entry, content, folder));
      passedOver.push(...gapsOf(entry, content));
    }
  }
  const once = await countedOnce(studies);
  const found = { studies: once.studies, passedOver: [...passedOver, ...once.passedOver].toSorted(byPath) };
  if (found.studies.length === 0) throw noStudy(folder, found.passedOver);
  return { ...found, studies: namedApart(found.studies) };
}

interface Entry {
  readonly name: string;
  readonly path: string;
  /** Undefined for a link to nothing. */
  readonly real: string | undefined;
  readonly isLink: boolean;
  /** Or a link to one. */
  readonly isFolder: boolean;
  /** Real path of the cohort's folder. */
  readonly root: string;
}

/** What lies in the folder itself goes before links. */
async function entriesOf(folder: string): Promise<readonly Entry[]> {
  try {
    const root = await realpath(folder);
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith("."));
    const found = entries.map(async (entry): Promise<Entry> => {
      const path = join(folder, entry.name);
      const real = await realpath(path).catch(() => undefined);
      const isFolder = real !== undefined && (await stat(real)).isDirectory();
      return { name: entry.name, path, real, isLink: entry.isSymbolicLink(), isFolder, root };
    });
    return (await Promise.all(found)).toSorted((a, b) => Number(a.isLink) - Number(b.isLink) || byPath(a, b));
  } catch (error) {
    throw new StudyError("input", `${folder} ${folderProblem(error)}; check the path`, { path: folder });
  }
}

/** Of a file the system only says that it is no folder. */
function folderProblem(error: unknown): string {
  const isFile = error instanceof Error && "syscall" in error && error.syscall === "scandir" && "code" in error;
  return isFile && error.code === "ENOTDIR" ? "is a file, not a folder of studies" : fileProblem(error);
}

function whyNotEntered({ path, real, isLink, root }: Entry, entries: readonly Entry[]): string | undefined {
  if (!isLink) return undefined;
  if (real === undefined) return "the link leads to nothing";
  if (isWithin(root, real)) return "the link leads to a folder that holds the cohort";
  const other = entries.find((one) => one.path !== path && one.real !== undefined && leadsInto(real, path, one));
  return other === undefined ? undefined : `the link leads to ${other.path} or into it, which counts already`;
}

/** Of two links to one place the first counts; one that leads into the other's place never does. */
function leadsInto(real: string, path: string, { real: place = "", path: otherPath, isLink }: Entry): boolean {
  if (real === place) return !isLink || otherPath < path;
  return isWithin(real, place);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** A file that is not NIfTI is a study only within a folder. */
function studiesOf({ name, path, isFolder }: Entry, content: FolderContent, folder: string): CohortStudy[] {
  const nifti = content.nifti.map((file) => ({ name: nameBelow(file, folder), path: file }));
  return content.holdsOthers && isFolder ? [...nifti, { name, path }] : nifti;
}

function gapsOf({ path, isFolder }: Entry, { nifti, holdsOthers, brokenLinks }: FolderContent): PassedOver[] {
  const isEmpty = isFolder && nifti.length === 0 && !holdsOthers;
  return [
    ...brokenLinks.map((link) => ({ path: link, why: "the link leads to nothing" })),
    ...(isEmpty ? [{ path, why: "no image lies below it" }] : []),
  ];
}

/** One file that is reached in two ways would count as two studies. */
async function countedOnce(found: readonly CohortStudy[]): Promise<FoundStudies> {
  const first = new Map<string, CohortStudy>();
  const passedOver: PassedOver[] = [];
  for (const study of found) {
    const real = await realpath(study.path);
    const other = first.get(real);
    if (other === undefined) first.set(real, study);
    else passedOver.push({ path: study.path, why: `it is ${other.path}, which counts already` });
  }
  return { studies: [...first.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)), passedOver };
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

function noStudy(folder: string, passedOver: readonly PassedOver[]): StudyError {
  const expected = "expected a folder of DICOM folders, one a study, or of 4D NIfTI files";
  const [first] = passedOver;
  const such = first === undefined ? "" : `; passed over, such as ${first.path}: ${first.why}`;
  return new StudyError("input", `${folder} holds no study; ${expected}${such}`, { path: folder });
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}
