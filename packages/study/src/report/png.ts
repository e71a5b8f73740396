/**
 * Grey pictures as PNG files.
 *
 * Source: W3C Portable Network Graphics (Third Edition), §5 (chunks), §9 (filtering), §11.2 (IHDR, IDAT, IEND).
 */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bit depth 8, colour type 0 (greyscale), deflate, adaptive filtering, no interlace. */
const GREY_8_BIT = [8, 0, 0, 0, 0];
const FILTER_UP = 2;

/**
 * Encodes an 8-bit grey picture.
 * @param pixels (Y, X), x fastest, 0 black.
 * @throws {RangeError} when there are not width × height pixels, or none.
 */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  if (pixels.length === 0 || pixels.length !== width * height) {
    throw new RangeError(`internal: ${pixels.length} pixels for a picture of ${width} × ${height}`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set(GREY_8_BIT, 8);
  const data = deflateSync(filtered(pixels, width, height), { level: 9 });
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** The same as an address that a page can hold. */
export function pngDataUri(pixels: Uint8Array, width: number, height: number): string {
  return `data:image/png;base64,${Buffer.from(encodePng(pixels, width, height)).toString("base64")}`;
}

/** Each row as its difference from the row above, which deflate packs better than the row itself. */
function filtered(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) {
    const start = y * (width + 1);
    rows[start] = FILTER_UP;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      rows[start + 1 + x] = pixels[at]! - (y === 0 ? 0 : pixels[at - width]!);
    }
  }
  return rows;
}

/** Length, type, data, and the checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
