import jpeg from "jpeg-js";
import { expect, test } from "vitest";
import { decodeJpeg } from "./jpeg.ts";

const refusal = (kind: string) => expect.objectContaining({ name: "RasterError", kind });

/** A picture of 16 × 8 pixels, colour stored. */
function jpegOf(pixel: (x: number, y: number) => readonly [number, number, number]): Uint8Array {
  const data = new Uint8Array(16 * 8 * 4);
  for (let at = 0; at < 16 * 8; at++) data.set([...pixel(at % 16, Math.floor(at / 16)), 255], at * 4);
  return Uint8Array.from(jpeg.encode({ width: 16, height: 8, data }, 100).data);
}

const ramp = jpegOf((x) => [x * 16, x * 16, x * 16]);

test("a grey picture comes back within the loss of its coding, row by row", () => {
  const { columns, rows, bitDepth, values } = decodeJpeg(ramp);
  expect([columns, rows, bitDepth]).toEqual([16, 8, 8]);
  // Quality 100 quantises each coefficient to a whole number: at most a few grey levels of 255.
  for (const [at, value] of values.entries()) expect(Math.abs(value - (at % 16) * 16)).toBeLessThanOrEqual(3);
});

test("colour is refused by name", () => {
  expect(() => decodeJpeg(jpegOf((x) => [x * 16, 0, 255]))).toThrow(refusal("colour"));
});

test("cut off, altered and foreign files are refused, each by its kind", () => {
  for (const length of [3, 30, 200, ramp.length - 2]) {
    expect(() => decodeJpeg(ramp.subarray(0, length))).toThrow(refusal("truncated"));
  }
  expect(() => decodeJpeg(Uint8Array.of(0x89, 0x50))).toThrow(refusal("not-a-picture"));
  const lossless = ramp.slice();
  lossless[frameMarkerOf(ramp) + 1] = 0xc3;
  expect(() => decodeJpeg(lossless)).toThrow(refusal("unsupported"));
  const noTables = ramp.slice();
  noTables.fill(0xff, frameMarkerOf(ramp) + 30, ramp.length - 2);
  expect(() => decodeJpeg(noTables)).toThrow(refusal("malformed"));
});

test("sizes are compared before anything is decoded", () => {
  const huge = ramp.slice();
  huge.set([0xff, 0xff, 0xff, 0xff], frameMarkerOf(ramp) + 5);
  expect(() => decodeJpeg(huge)).toThrow(refusal("too-large"));
  expect(() => decodeJpeg(ramp, { maxPixels: 100 })).toThrow(refusal("too-large"));
});

function frameMarkerOf(bytes: Uint8Array): number {
  return bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc0);
}
