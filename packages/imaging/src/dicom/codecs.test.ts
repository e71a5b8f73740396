/** Every compressed transfer syntax, against what independent toolkits decoded: see fixtures/dicom/make-codestreams.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseDicomInstance, parseDicomInstances } from "./instance.ts";
import { readPixels, readStoredPixels } from "./pixel-decoders.ts";
import { enhancedFile } from "./testing/enhanced-cine.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { type Recoding, recode } from "./testing/recode.ts";
import { refusalOf } from "./testing/refusal.ts";
import { concatenate } from "./write-elements.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

interface Coded {
  readonly bits: 8 | 12;
  readonly codestream: string;
  readonly pixels: readonly number[];
}

const fixture = new URL("../../../../fixtures/dicom/codestreams.json", import.meta.url);
const coded: Readonly<Record<string, Coded>> = JSON.parse(readFileSync(fixture, "utf8"));
const whole = writeMrInstance(obliqueImage(1, 1, 5));

const JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70";
const RLE = "1.2.840.10008.1.2.5";

function codestreamOf(transferSyntaxUid: string): Uint8Array {
  return new Uint8Array(Buffer.from(coded[transferSyntaxUid]!.codestream, "base64"));
}

function layoutOf(transferSyntaxUid: string): NonNullable<Recoding["values"]> {
  const isByte = coded[transferSyntaxUid]!.bits === 8;
  const bits = isByte ? { BitsAllocated: 8, BitsStored: 8, HighBit: 7 } : { BitsStored: 12, HighBit: 11 };
  return { Rows: 12, Columns: 16, ...bits };
}

/** An image whose pixel data are these fragments, by default the codestream in one. */
function image(transferSyntaxUid: string, { values, ...recoding }: Recoding = {}) {
  const fragments = [codestreamOf(transferSyntaxUid)];
  const all = { fragments, ...recoding, transferSyntaxUid, values: { ...layoutOf(transferSyntaxUid), ...values } };
  return parseDicomInstance(recode(whole, all), "coded.dcm");
}

describe.each(Object.keys(coded))("%s", (transferSyntaxUid) => {
  const expected = coded[transferSyntaxUid]!.pixels;

  test("decodes as the other toolkit does", () => {
    expect([...readStoredPixels(image(transferSyntaxUid))]).toEqual(expected);
  });

  test("may lie in several fragments, padded at the end", () => {
    const stream = codestreamOf(transferSyntaxUid);
    const fragments = [stream.subarray(0, 50), stream.subarray(50, 120), stream.subarray(120), new Uint8Array(2)];
    expect([...readStoredPixels(image(transferSyntaxUid, { fragments }))]).toEqual(expected);
  });

  test("that ends early is refused, not filled up", () => {
    const stream = codestreamOf(transferSyntaxUid);
    const cut = image(transferSyntaxUid, { fragments: [stream.subarray(0, stream.length >> 1)] });
    expect(["truncated", "malformed"]).toContain(refusalOf(() => readStoredPixels(cut)).kind);
  });

  test("of another size than announced is refused before it is decoded", () => {
    const larger = image(transferSyntaxUid, { values: { Rows: 4096, Columns: 4096 } });
    expect(refusalOf(() => readStoredPixels(larger)).kind).toBe("malformed");
  });
});

test("codestreams hold bit patterns, whose sign the header tells", () => {
  const signed = readStoredPixels(image(JPEG_LOSSLESS, { values: { PixelRepresentation: 1 } }));
  expect([...signed]).toEqual(coded[JPEG_LOSSLESS]!.pixels.map((value) => (value < 2048 ? value : value - 4096)));
});

test("after a frame that a decoder gave up on the next one decodes", () => {
  const stream = codestreamOf("1.2.840.10008.1.2.4.90");
  const broken = stream.map((byte, i) => (i > 100 && i < stream.length - 2 ? 0xff : byte));
  try {
    readStoredPixels(image("1.2.840.10008.1.2.4.90", { fragments: [broken] }));
  } catch {} // whether anything can be made of it is the decoder's business
  for (const uid of Object.keys(coded)) expect([...readStoredPixels(image(uid))]).toEqual(coded[uid]!.pixels);
});

describe("frames of encapsulated pixel data", () => {
  const stream = codestreamOf(JPEG_LOSSLESS);
  const half = stream.length >> 1;
  const [first, second] = [stream.subarray(0, half), stream.subarray(half)];
  const itemBytes = (part: Uint8Array) => part.length + 8;
  const threeTimes = [first, second, stream, first, second];
  const starts = [0, itemBytes(first) + itemBytes(second), itemBytes(first) + itemBytes(second) + itemBytes(stream)];

  function framesOf(fragments: readonly Uint8Array[], recoding: Partial<Recoding> = {}, frameCount = 3) {
    const images = Array.from({ length: frameCount }, (_, t) => obliqueImage(0, t, frameCount));
    const { values, ...others } = recoding;
    const file = enhancedFile(images, {
      values: { ...layoutOf(JPEG_LOSSLESS), ...values },
      recoding: { transferSyntaxUid: JPEG_LOSSLESS, fragments, ...others },
    });
    return parseDicomInstances(file, "frames.dcm").map((instance) => [...readStoredPixels(instance)]);
  }
  const expected = new Array(3).fill(coded[JPEG_LOSSLESS]!.pixels);
  const extendedTable = (offsets: readonly number[]) => new Uint8Array(BigUint64Array.from(offsets.map(BigInt)).buffer);

  test.each<[string, readonly Uint8Array[], Partial<Recoding>]>([
    ["one fragment each, no offsets", [stream, stream, stream], {}],
    ["one fragment each, wrong offsets", [stream, stream, stream], { basicOffsets: [0, 7, 7] }],
    ["one fragment each, no offset table at all", [stream, stream, stream], { basicOffsets: "none" }],
    ["right offsets", threeTimes, { basicOffsets: starts }],
    ["no offsets", threeTimes, {}],
    ["offsets that point between fragments", threeTimes, { basicOffsets: [0, 3, 9] }],
    ["too few offsets", threeTimes, { basicOffsets: [0, 0] }],
    ["an extended offset table", threeTimes, { values: { ExtendedOffsetTable: extendedTable(starts) } }],
    [
      "an extended offset table that is wrong and a basic one that is right",
      threeTimes,
      { basicOffsets: starts, values: { ExtendedOffsetTable: extendedTable([0, 5, 6]) } },
    ],
  ])("are told apart by %s", (_, fragments, recoding) => {
    expect(framesOf(fragments, recoding)).toEqual(expected);
  });

  test("are refused when nothing tells them apart", () => {
    expect(refusalOf(() => framesOf([stream, stream])).kind).toBe("malformed");
    expect(refusalOf(() => framesOf([])).kind).toBe("malformed");
    expect(refusalOf(() => framesOf([first, second, stream, stream, stream])).kind).toBe("malformed");
  });

  test("without a delimiter, or in a fragment longer than the file, are truncated", () => {
    const file = recode(whole, { transferSyntaxUid: JPEG_LOSSLESS, fragments: [stream] });
    expect(refusalOf(() => parseDicomInstance(file.subarray(0, -8), "cut.dcm")).kind).toBe("truncated");
    expect(refusalOf(() => parseDicomInstance(file.subarray(0, -20), "cut.dcm")).kind).toBe("truncated");
  });
});

test("plain pixels under a compressed syntax are refused, and compressed ones under a plain syntax", () => {
  const renamed = (file: Uint8Array, from: string, to: string) =>
    new Uint8Array(Buffer.from(Buffer.from(file).toString("latin1").replace(from, to), "latin1"));
  const compressed = recode(whole, { transferSyntaxUid: JPEG_LOSSLESS, fragments: [codestreamOf(JPEG_LOSSLESS)] });
  const asPlain = renamed(compressed, `${JPEG_LOSSLESS}`, "1.2.840.10008.1.2.1\0\0\0");
  expect(refusalOf(() => parseDicomInstance(asPlain, "a.dcm")).kind).toBe("malformed");
});

test("run lengths of two planes, repeats, literals and no-operations are unpacked by hand", () => {
  // Pixels 0x0102 ×3, 0x0304: high bytes 1 1 1 3 as a run and a literal, low bytes 2 2 2 4 with a no-operation between.
  const [high, low] = [new Uint8Array([254, 1, 0, 3]), new Uint8Array([254, 2, 128, 0, 4, 0])];
  const head = new Uint8Array(new Uint32Array(16).buffer);
  new DataView(head.buffer).setUint32(0, 2, true);
  new DataView(head.buffer).setUint32(4, 64, true);
  new DataView(head.buffer).setUint32(8, 68, true);
  const values = { Rows: 2, Columns: 2, BitsStored: 16, HighBit: 15 };
  const stored = readStoredPixels(image(RLE, { fragments: [concatenate([head, high, low])], values }));
  expect([...stored]).toEqual([0x0102, 0x0102, 0x0102, 0x0304]);
});

test("values of MONOCHROME1 are read as stored, and refused as intensities", () => {
  const inverted = image(RLE, { values: { PhotometricInterpretation: "MONOCHROME1" } });
  expect([...readStoredPixels(inverted)]).toEqual(coded[RLE]!.pixels);
  expect(refusalOf(() => readPixels(inverted)).kind).toBe("unsupported-pixel-format");
});
