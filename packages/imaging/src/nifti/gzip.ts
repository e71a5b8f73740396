/** Gzip, bounded when inflating and reproducible when deflating. */
import { gunzipSync, gzipSync } from "node:zlib";
import { NiftiError } from "../errors.ts";

/** Whether bytes begin as a gzip stream does (RFC 1952 §2.3.1). */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The bytes within a gzip stream, or the bytes themselves when they are none.
 * @throws {NiftiError} `too-large` beyond `maxBytes`, a bomb or a wrong limit; `gzip-corrupt` when damaged or cut short.
 */
export function inflated(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new NiftiError("too-large", `the file inflates to more than the ${maxBytes} bytes allowed`, { maxBytes });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new NiftiError("gzip-corrupt", `the gzip stream is damaged or cut short (${reason}); copy the file again`);
  }
}

const OPERATING_SYSTEM_BYTE = 9;
const UNKNOWN_OPERATING_SYSTEM = 255;

/** A gzip stream that depends on its content alone: no time, no file name, no operating system. */
export function deflated(bytes: Uint8Array): Uint8Array {
  const stream = new Uint8Array(gzipSync(bytes)); // zlib leaves MTIME 0
  stream[OPERATING_SYSTEM_BYTE] = UNKNOWN_OPERATING_SYSTEM;
  return stream;
}
