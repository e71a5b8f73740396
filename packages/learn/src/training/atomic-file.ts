/** Files that are either whole or not there: written beside their place, flushed, renamed. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { saving } from "./saving.ts";

/**
 * Replaces a file. Killed at any moment, it leaves the old one or the new one; failing, as on a full disk, it leaves the
 * old one alone. Content given in chunks need never be in memory whole. Source: POSIX rename(2).
 * @throws {LearnError} `not-saved` saying why it cannot be written.
 */
export function writeFileAtomically(path: string, content: Uint8Array | string | Iterable<Uint8Array>): void {
  saving(path, () => replaceFile(path, content));
}

function replaceFile(path: string, content: Uint8Array | string | Iterable<Uint8Array>): void {
  const temporary = `${path}.partial`;
  try {
    writeFlushed(temporary, chunksOf(content));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(path));
}

function chunksOf(content: Uint8Array | string | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}

function writeFlushed(path: string, chunks: Iterable<Uint8Array>): void {
  const file = openSync(path, "w");
  try {
    for (const chunk of chunks)
      for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the rename itself durable. */
function flushFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
