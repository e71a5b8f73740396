/**
 * Where an archive keeps bytes, and whether they are those that were saved. PyTorch writes a checksum of each storage, and
 * reads without looking at it: a byte that a disk or a download changed would be another weight.
 *
 * Source: PKWARE APPNOTE 4.4.7 (CRC-32).
 */
import { crc32 } from "node:zlib";
import type { ByteSource } from "@cmrkit/tensor";

export interface ArchivedBytes {
  readonly byteOffset: number;
  readonly byteLength: number;
  /** CRC-32 of them; 0 where the archive states none. */
  readonly checksum: number;
}

const PIECE_BYTES = 16 * 2 ** 20;

/** An archive may state none, by a zero: `torch.serialization.set_crc32_options(False)`. */
export function isIntact(source: ByteSource, { byteOffset, byteLength, checksum }: ArchivedBytes): boolean {
  if (checksum === 0) return true;
  const piece = new Uint8Array(Math.min(PIECE_BYTES, byteLength));
  let found = 0;
  for (let done = 0; done < byteLength; done += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, byteLength - done));
    source.read(byteOffset + done, part);
    found = crc32(part, found);
  }
  return found === checksum;
}
