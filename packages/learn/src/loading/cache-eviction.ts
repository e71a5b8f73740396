/** Makes room in a cache folder: the files that were not used for the longest time go first. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

interface CacheFile {
  readonly path: string;
  readonly byteCount: number;
  readonly usedMs: number;
}

/** Once beyond the bound the folder is emptied to this share of it, so that room is made rarely. */
const SHARE_AFTER = 0.8;
/** A temporary file that was not written for so long belongs to a process that ended. */
const ABANDONED_MS = 3_600_000;

/** Deletes until at most `maxBytes` are there. Files that vanish meanwhile were deleted by someone else: well. */
export async function evict(folder: string, maxBytes: number): Promise<void> {
  const files = (await filesBelow(folder)).sort((a, b) => a.usedMs - b.usedMs);
  const nowMs = files.at(-1)?.usedMs ?? 0; // the file just written: no other clock is needed
  const abandoned = files.filter(({ path, usedMs }) => path.endsWith(".partial") && nowMs - usedMs > ABANDONED_MS);
  for (const { path } of abandoned) await rm(path, { force: true });
  let byteCount = files.reduce((sum, file) => sum + file.byteCount, 0);
  if (byteCount <= maxBytes) return;
  for (const file of files) {
    if (byteCount <= maxBytes * SHARE_AFTER) return;
    if (file.path.endsWith(".partial")) continue;
    await rm(file.path, { force: true });
    byteCount -= file.byteCount;
  }
}

async function filesBelow(folder: string): Promise<CacheFile[]> {
  const files: CacheFile[] = [];
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile()) files.push({ path, byteCount: info.size, usedMs: info.mtimeMs });
  }
  return files;
}
