/** SHA-256 of a file, read in pieces. */
import { createHash } from "node:crypto";
import { openFileSource } from "../file-source.ts";

const PIECE_BYTES = 16 * 2 ** 20;

export function fileSha256(path: string): string {
  const source = openFileSource(path);
  const hash = createHash("sha256");
  const piece = new Uint8Array(Math.min(PIECE_BYTES, source.byteLength));
  for (let offset = 0; offset < source.byteLength; offset += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, source.byteLength - offset));
    source.read(offset, part);
    hash.update(part);
  }
  source.close();
  return hash.digest("hex");
}
