/** Files that are either whole or not there: written beside their place, flushed, renamed. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Replaces a file. Killed at any moment, it leaves the old one or the new one. Source: POSIX rename(2). */
export function writeFileAtomically(path: string, bytes: Uint8Array | string): void {
  const temporary = `${path}.partial`;
  const file = openSync(temporary, "w");
  try {
    const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    for (let written = 0; written < data.length; ) written += writeSync(file, data, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  flushFolder(dirname(path));
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
