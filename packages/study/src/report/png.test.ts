import { crc32, inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodePng, pngDataUri } from "./png.ts";

/** Chunks by type, checksums checked. */
function chunksOf(png: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const typeAndData = png.subarray(at + 4, at + 8 + length);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(typeAndData));
    chunks.set(new TextDecoder().decode(typeAndData.subarray(0, 4)), typeAndData.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

/** Undoes the Up filter of every row. */
function pixelsOf(idat: Uint8Array, width: number, height: number): Uint8Array {
  const rows = inflateSync(idat);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    expect(rows[y * (width + 1)]).toBe(2);
    for (let x = 0; x < width; x++) {
      pixels[y * width + x] = rows[y * (width + 1) + 1 + x]! + (pixels[(y - 1) * width + x] ?? 0);
    }
  }
  return pixels;
}

test("a grey picture is encoded without loss, each chunk with its checksum", () => {
  const pixels = Uint8Array.from({ length: 7 * 5 }, (_, n) => (n * 97) % 256);
  const png = encodePng(pixels, 7, 5);
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = chunksOf(png);
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  expect([...chunks.get("IHDR")!]).toEqual([0, 0, 0, 7, 0, 0, 0, 5, 8, 0, 0, 0, 0]);
  expect(pixelsOf(chunks.get("IDAT")!, 7, 5)).toEqual(pixels);
});

test("a data address begins with its type and holds the file", () => {
  const [head, body] = pngDataUri(new Uint8Array([255]), 1, 1).split(",");
  expect(head).toBe("data:image/png;base64");
  expect(Buffer.from(body!, "base64")).toEqual(Buffer.from(encodePng(new Uint8Array([255]), 1, 1)));
});

test("a wrong number of pixels is refused", () => {
  expect(() => encodePng(new Uint8Array(6), 7, 1)).toThrow("internal: 6 pixels for a picture of 7 × 1");
});
