/**
 * A bounded folder of preprocessed images, read frame by frame: making an image takes ten times as long as reading it again.
 *
 * A file appears whole or not at all, is checked when it is read, and is named by a hash of its key; any file, or the
 * whole folder, may be deleted at any moment, and any number of processes may share it. The files that were not used for
 * the longest time go first. Nothing that goes wrong here stops a run: what cannot be kept is made again.
 */
import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ByteSource } from "@cmrkit/tensor";
import { type FileSource, openFileSource } from "../file-source.ts";
import { evict } from "./cache-eviction.ts";
import { encodeCached, readCachedFrame } from "./cached-array.ts";
import { frameOf, type LoadedImage } from "./load-image.ts";

export interface ArrayCache {
  /**
   * One frame of the image of a key, read alone, or else the image is made and kept.
   * @param key names content and settings; whatever changes the image changes the key.
   */
  frame(key: string, frameIndex: number, make: () => Promise<LoadedImage>): Promise<LoadedImage>;
  /** How often `frame` found its image, and how often it was made. */
  readonly hits: number;
  readonly misses: number;
}

/**
 * @param maxBytes the most that the folder holds; each process that writes at the same time may exceed it by a sixteenth.
 * @param onWarning told once when images can no longer be kept, as on a full disk.
 */
export function arrayCache(
  folder: string,
  maxBytes: number,
  onWarning: (message: string) => void = () => {},
): ArrayCache {
  return new FolderCache(folder, maxBytes, onWarning);
}

/** Bytes written between two looks at the whole folder, as a share of its bound. */
const SHARE_BETWEEN_SCANS = 1 / 16;

class FolderCache implements ArrayCache {
  hits = 0;
  misses = 0;
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #onWarning: (message: string) => void;
  #bytesSinceScan = Number.POSITIVE_INFINITY; // the first write looks at what is there
  #isWritable = true;

  constructor(folder: string, maxBytes: number, onWarning: (message: string) => void) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#onWarning = onWarning;
  }

  async frame(key: string, frameIndex: number, make: () => Promise<LoadedImage>): Promise<LoadedImage> {
    const path = this.#pathOf(key);
    const cached = await readAndTouch(path, (file) => readCachedFrame(key, frameIndex, file));
    if (cached !== undefined) {
      this.hits += 1;
      return cached;
    }
    this.misses += 1;
    const image = await make();
    if (this.#isWritable) await this.#keep(path, encodeCached(key, image));
    return frameOf(image, frameIndex);
  }

  #pathOf(key: string): string {
    const name = createHash("sha256").update(key).digest("hex");
    return join(this.#folder, name.slice(0, 2), name);
  }

  async #keep(path: string, bytes: Uint8Array): Promise<void> {
    if (bytes.length > this.#maxBytes) return;
    try {
      await writeWhole(path, bytes);
      this.#bytesSinceScan += bytes.length;
      if (this.#bytesSinceScan <= this.#maxBytes * SHARE_BETWEEN_SCANS) return;
      await evict(this.#folder, this.#maxBytes);
      this.#bytesSinceScan = 0;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      if (code === "ENOENT") return; // the folder was deleted in between; the next image makes it again
      this.#isWritable = false;
      this.#onWarning(`the cache ${this.#folder} cannot be written (${code}): images are prepared anew each time`);
    }
  }
}

/** Reads a part of a file and notes that it was used; undefined where there is none. */
async function readAndTouch<T>(path: string, read: (file: ByteSource) => T): Promise<T | undefined> {
  let file: FileSource;
  try {
    file = openFileSource(path);
  } catch {
    return undefined;
  }
  try {
    return read(file);
  } finally {
    file.close();
    await touch(path).catch(() => {}); // read-only: then it is as old as written
  }
}

/** Writes the first byte of a file again, whose only effect is a new time of last use. */
async function touch(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(1), 0, 1, 0);
    await file.write(buffer, 0, bytesRead, 0);
  } finally {
    await file.close();
  }
}

/** Writes beside the place, then renames: whoever reads meanwhile sees all or nothing. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const { file, temporary } = await openBeside(path);
  try {
    await file.writeFile(bytes);
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}

/** More processes than this do not make one image at one moment. */
const MOST_WRITERS = 64;

/** A file that no other process writes: each takes the first free number. */
async function openBeside(path: string): Promise<{ file: FileHandle; temporary: string }> {
  for (let number = 0; ; number++) {
    const temporary = `${path}.${number}.partial`;
    try {
      return { file: await open(temporary, "wx"), temporary };
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken || number >= MOST_WRITERS) throw error;
    }
  }
}
