/** Files that are either whole or not there: written beside their place, flushed, renamed. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Replaces a file. Killed at any moment, it leaves the old one or the new one; failing, as on a full disk, it leaves the
 * old one alone. Source: POSIX rename(2).
 */
export function writeFileAtomically(path: string, bytes: Uint8Array | string): void {
  const temporary = `${path}.partial`;
  try {
    writeFlushed(temporary, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(path));
}

function writeFlushed(path: string, data: Uint8Array): void {
  const file = openSync(path, "w");
  try {
    for (let written = 0; written < data.length; ) written += writeSync(file, data, written);
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
