/** Tells the format of a file by its first bytes; its name is not asked. */
import { constants, gunzipSync } from "node:zlib";
import { looksLikeDicom, looksLikeJpeg, looksLikePng } from "@cmrkit/imaging";
import type { ImageFormat } from "./image.ts";

/** How many bytes `formatOf` needs to see: enough of a gzip stream to inflate a NIfTI header. */
export const HEAD_BYTES = 4096;

/** Undefined for every other format. PNG and JPEG come first: their signatures leave no doubt, DICOM's may. */
export function formatOf(head: Uint8Array): ImageFormat | undefined {
  if (looksLikePng(head)) return "png";
  if (looksLikeJpeg(head)) return "jpeg";
  if (looksLikeNifti(inflatedHead(head))) return "nifti";
  return looksLikeDicom(head) ? "dicom" : undefined;
}

/** Where the magic string stands. Source: nifti1.h, nifti2.h. */
const niftiVersions = [
  { magicAt: 344, magic: "n+1" },
  { magicAt: 4, magic: "n+2" },
] as const;

function looksLikeNifti(head: Uint8Array): boolean {
  return niftiVersions.some(({ magicAt, magic }) => {
    const there = String.fromCharCode(...head.subarray(magicAt, magicAt + magic.length));
    return there === magic;
  });
}

function inflatedHead(head: Uint8Array): Uint8Array {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: HEAD_BYTES * 1100 });
  } catch {
    return head; // no whole gzip header: nothing that we read
  }
}
