/** What lies at a path of a cohort, in any depth: 4D NIfTI files, and whether there are files that may be DICOM. */
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";

const NIFTI = /\.nii(\.gz)?$/i;
/** Labels beside images, as data sets and cmrkit itself name them. */
const LABELS = /(^segmentation|[_-](gt|seg|mask|label)s?)[^/]*\.nii(\.gz)?$/i;

export interface FolderContent {
  readonly nifti: readonly string[];
  /** Whether there are files that may be DICOM. */
  readonly holdsOthers: boolean;
  /** Links to nothing. */
  readonly brokenLinks: readonly string[];
}

const none: FolderContent = { nifti: [], holdsOthers: false, brokenLinks: [] };

/** Links are followed, as when a study is read; no folder is entered within itself, nor any that is hidden. */
export async function contentBelow(path: string, entered: ReadonlySet<string> = new Set()): Promise<FolderContent> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return { ...none, brokenLinks: [path] };
  const info = await stat(real);
  if (info.isFile()) return contentOfFile(path);
  if (!info.isDirectory() || entered.has(real)) return none;
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const parts: FolderContent[] = [];
  for (const name of names) parts.push(await contentBelow(join(path, name), new Set([...entered, real])));
  return {
    nifti: parts.flatMap(({ nifti }) => nifti),
    holdsOthers: parts.some(({ holdsOthers }) => holdsOthers),
    brokenLinks: parts.flatMap(({ brokenLinks }) => brokenLinks),
  };
}

function contentOfFile(path: string): FolderContent {
  if (NIFTI.test(path)) return { ...none, nifti: LABELS.test(basename(path)) ? [] : [path] };
  return { ...none, holdsOthers: !isTable(path) };
}

/** What lies beside NIfTI files in data sets. */
function isTable(path: string): boolean {
  return /\.(json|csv|tsv|txt|cfg|md|html)$/i.test(path);
}

/** The path below the folder, without its ending and with `--` between its parts. */
export function nameBelow(path: string, folder: string): string {
  return path
    .slice(folder.length)
    .replace(NIFTI, "")
    .split(/[/\\]/)
    .filter((part) => part !== "")
    .join("--");
}
