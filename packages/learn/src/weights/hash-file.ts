/** SHA-256 of files, read in pieces. */
import { createHash, type Hash } from "node:crypto";
import { openFileSource } from "../file-source.ts";

const PIECE_BYTES = 16 * 2 ** 20;

/** In hexadecimal digits. @throws {LearnError} `data-missing` when there is no such file. */
export function fileSha256(path: string): string {
  return filesSha256([path]);
}

/** Of files one after the other, as if they were one. */
export function filesSha256(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) addFile(hash, path);
  return hash.digest("hex");
}

function addFile(hash: Hash, path: string): void {
  const source = openFileSource(path);
  const piece = new Uint8Array(Math.min(PIECE_BYTES, source.byteLength));
  for (let offset = 0; offset < source.byteLength; offset += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, source.byteLength - offset));
    source.read(offset, part);
    hash.update(part);
  }
  source.close();
}
