import { deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { decodePng } from "./png.ts";

const refusal = (kind: string) => expect.objectContaining({ name: "RasterError", kind });
const grey = Uint8Array.from({ length: 12 }, (_, i) => i * 20);

test("8 and 16 bits of grey come back as stored, row by row", () => {
  const eight = decodePng(encode({ width: 4, height: 3, data: grey, channels: 1, depth: 8 }));
  expect(eight).toEqual({ columns: 4, rows: 3, bitDepth: 8, values: grey });
  const deep = Uint16Array.from(grey, (value) => value * 257 - 1);
  const sixteen = decodePng(encode({ width: 4, height: 3, data: deep, channels: 1, depth: 16 }));
  expect(sixteen).toEqual({ columns: 4, rows: 3, bitDepth: 16, values: deep });
});

test("equal colour channels are grey, with and without opaque alpha", () => {
  for (const channels of [2, 3, 4]) {
    const colours = channels === 2 ? 1 : 3;
    const data = Uint8Array.from({ length: 12 * channels }, (_, i) =>
      i % channels < colours ? grey[Math.floor(i / channels)]! : 255,
    );
    expect(decodePng(encode({ width: 4, height: 3, data, channels, depth: 8 })).values).toEqual(grey);
  }
});

test("colour and transparency are refused by name", () => {
  const data = new Uint8Array(12 * 3).fill(9);
  data[20] = 10;
  expect(() => decodePng(encode({ width: 4, height: 3, data, channels: 3 }))).toThrow(refusal("colour"));
  const veiled = new Uint8Array(12 * 2).fill(254);
  expect(() => decodePng(encode({ width: 4, height: 3, data: veiled, channels: 2 }))).toThrow(refusal("transparent"));
});

test("cut off, altered and foreign files are refused, each by its kind", () => {
  const whole = encode({ width: 4, height: 3, data: grey, channels: 1, depth: 8 });
  for (const length of [20, 40, whole.length - 1]) {
    expect(() => decodePng(whole.subarray(0, length))).toThrow(refusal("truncated"));
  }
  const altered = whole.slice();
  altered[whole.length - 20]! ^= 0xff; // in the deflated pixels: the check sum no longer fits
  expect(() => decodePng(altered)).toThrow(refusal("malformed"));
  expect(() => decodePng(new TextEncoder().encode("Dear colleague"))).toThrow(refusal("not-a-picture"));
  expect(() => decodePng(new Uint8Array(0))).toThrow(refusal("not-a-picture"));
});

test("a palette of greys is read", () => {
  const palette = Uint8Array.from({ length: 12 }, (_, i) => Math.floor(i / 3) * 50);
  const rows = Uint8Array.of(0, 3, 2, 0, 1, 0);
  const values = decodePng(pngOf({ columns: 2, rows: 2, bitDepth: 8, colourType: 3 }, rows, palette)).values;
  expect([...values]).toEqual([150, 100, 50, 0]);
});

test("sizes are compared before anything is inflated", () => {
  const huge = pngOf({ columns: 100_000, rows: 100_000, bitDepth: 8, colourType: 0 }, new Uint8Array(9));
  expect(() => decodePng(huge)).toThrow(refusal("too-large"));
  const whole = encode({ width: 4, height: 3, data: grey, channels: 1, depth: 8 });
  expect(() => decodePng(whole, { maxPixels: 11 })).toThrow(refusal("too-large"));
  for (const bytes of [10_000, 3_000_000, 8_000_000]) {
    const bomb = pngOf({ columns: 2, rows: 2, bitDepth: 8, colourType: 0 }, new Uint8Array(bytes));
    expect(() => decodePng(bomb)).toThrow(refusal("too-large"));
  }
});

test("fewer than 8 bits are refused by name", () => {
  const bits = pngOf({ columns: 8, rows: 1, bitDepth: 1, colourType: 0 }, Uint8Array.of(0, 0xaa));
  expect(() => decodePng(bits)).toThrow(refusal("unsupported"));
});

interface Header {
  readonly columns: number;
  readonly rows: number;
  readonly bitDepth: number;
  readonly colourType: number;
}

/** A PNG file written by hand, so that it may lie. */
function pngOf({ columns, rows, bitDepth, colourType }: Header, raw: Uint8Array, palette?: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, columns);
  header.setUint32(4, rows);
  header.setUint8(8, bitDepth);
  header.setUint8(9, colourType);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Uint8Array.from([
    ...signature,
    ...chunk("IHDR", new Uint8Array(header.buffer)),
    ...(palette === undefined ? [] : chunk("PLTE", palette)),
    ...chunk("IDAT", deflateSync(raw)),
    ...chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** Source: PNG annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
