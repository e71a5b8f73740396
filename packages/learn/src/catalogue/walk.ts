/** The files below folders, one after the other, however many there are. */
import { opendir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { LearnError } from "../errors.ts";

export interface WalkOptions {
  /** Paths that are passed over, folders with all that is in them. */
  readonly isExcluded: (path: string) => boolean;
  /** Told of a folder that cannot be opened, or a link that leads nowhere. */
  readonly onUnreadable: (path: string, reason: string) => void;
}

/**
 * Absolute paths of the files below folders. Links are followed, and each real folder is entered once.
 * @throws {LearnError} `data-missing` when one of the folders is not there.
 */
export async function* walkFiles(folders: readonly string[], options: WalkOptions): AsyncGenerator<string> {
  const entered = new Set<string>();
  for (const folder of folders) await requireThere(folder);
  for (const folder of folders) yield* walk(resolve(folder), options, entered);
}

async function requireThere(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new LearnError("data-missing", `${path} is not there; give folders of images`);
}

async function* walk(path: string, options: WalkOptions, entered: Set<string>): AsyncGenerator<string> {
  if (options.isExcluded(path)) return;
  const below = await entriesOf(path, options, entered);
  if (below === "file") yield path;
  else for (const name of below) yield* walk(join(path, name), options, entered);
}

/** Names within a folder, sorted by code unit so that every machine walks alike. */
async function entriesOf(
  path: string,
  { onUnreadable }: WalkOptions,
  entered: Set<string>,
): Promise<readonly string[] | "file"> {
  try {
    const info = await stat(path);
    if (info.isFile()) return "file";
    const real = info.isDirectory() ? await realpath(path) : undefined;
    if (real === undefined || entered.has(real)) return [];
    entered.add(real);
    const names: string[] = [];
    for await (const entry of await opendir(path)) names.push(entry.name);
    return names.sort();
  } catch (error) {
    onUnreadable(path, error instanceof Error && "code" in error ? String(error.code) : String(error));
    return [];
  }
}
