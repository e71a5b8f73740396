import { expect, test } from "vitest";
import { parseDicomInstance } from "./instance.ts";
import { readPixels, readStoredPixels } from "./pixel-decoders.ts";
import { obliqueImage } from "./testing/oblique-cine.ts";
import { type Recoding, recode } from "./testing/recode.ts";
import { refusalOf } from "./testing/refusal.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const file = writeMrInstance(obliqueImage(1, 2, 5));
const plain = parseDicomInstance(file, "a.dcm");

function parseRecoded(recoding: Recoding) {
  return parseDicomInstance(recode(file, recoding), "a.dcm");
}

test.each([
  ["Implicit VR Little Endian", "1.2.840.10008.1.2"],
  ["Explicit VR Big Endian", "1.2.840.10008.1.2.2"],
  ["Deflated Explicit VR Little Endian", "1.2.840.10008.1.2.1.99"],
])("%s reads as Explicit VR Little Endian does", (_, transferSyntaxUid) => {
  const { pixels, ...header } = parseRecoded({ transferSyntaxUid });
  const { pixels: plainPixels, ...plainHeader } = plain;
  expect(header).toEqual(plainHeader);
  expect(readStoredPixels({ ...plain, pixels })).toEqual(readStoredPixels({ ...plain, pixels: plainPixels }));
});

test.each(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])(
  "a bare data set in %s is recognised by its first element",
  (transferSyntaxUid) => {
    const instance = parseRecoded({ transferSyntaxUid, container: "bare" });
    expect(instance.pixels.transferSyntaxUid).toBe(transferSyntaxUid);
    expect(readPixels(instance)).toEqual(readPixels(plain));
  },
);

test("file meta information without a preamble is read", () => {
  const instance = parseRecoded({ container: "meta-without-preamble", transferSyntaxUid: "1.2.840.10008.1.2" });
  expect(instance.imagePositionPatientMm).toEqual(plain.imagePositionPatientMm);
});

test("an instance and its parts are frozen", () => {
  const parts = [plain, plain.patient, plain.pixels, plain.imagePositionPatientMm, plain.imageType];
  expect(parts.every(Object.isFrozen)).toBe(true);
});

test("empty and zero facts of the patient count as not stated", () => {
  const values = { PatientSex: "", PatientSize: 0, PatientWeight: 0, PatientAge: "" };
  expect(parseRecoded({ values }).patient).toEqual({
    sex: undefined,
    sizeM: undefined,
    weightKg: undefined,
    ageYears: undefined,
  });
});

test("an age in months is a fraction of years", () => {
  expect(parseRecoded({ values: { PatientAge: "018M" } }).patient.ageYears).toBeCloseTo(1.5, 12);
});

test("stored bits are cut out of the allocated ones, with their sign", () => {
  // 12 of 16 bits, high bit 11; the upper four bits hold an overlay and must not be seen.
  const pixels = new Uint8Array(new Uint16Array([0xf001, 0x0fff, 0x1800, 0x27ff, ...new Array(8).fill(0)]).buffer);
  const values = { BitsStored: 12, HighBit: 11, PixelData: pixels };
  const unsigned = readStoredPixels(parseRecoded({ values }));
  const signed = readStoredPixels(parseRecoded({ values: { ...values, PixelRepresentation: 1 } }));
  expect([...unsigned.subarray(0, 4)]).toEqual([1, 4095, 2048, 2047]);
  expect([...signed.subarray(0, 4)]).toEqual([1, -1, -2048, 2047]);
});

test("eight-bit pixels of an odd number are read without their padding", () => {
  const pixels = new Uint8Array([1, 2, 255, 0]);
  const values = { BitsAllocated: 8, BitsStored: 8, HighBit: 7, Rows: 1, Columns: 3, PixelData: pixels };
  expect(readStoredPixels(parseRecoded({ values }))).toEqual(new Uint8Array([1, 2, 255]));
});

test("intensity is stored value × slope + intercept", () => {
  const intensities = readPixels(parseRecoded({ values: { RescaleSlope: 0.5, RescaleIntercept: -10 } }));
  expect([...intensities]).toEqual([...readPixels(plain)].map((stored) => stored * 0.5 - 10));
});

test.each<[string, string, Recoding["values"]]>([
  ["a CT image", "not-mr-image", { SOPClassUID: "1.2.840.10008.5.1.4.1.1.2" }],
  ["a directory", "not-mr-image", { SOPClassUID: "1.2.840.10008.1.3.10" }],
  ["an enhanced MR image without its frames", "missing-attribute", { SOPClassUID: "1.2.840.10008.5.1.4.1.1.4.1" }],
  ["an MR image of 20 frames", "unsupported-multi-frame", { NumberOfFrames: 20 }],
  ["an image without a UID", "missing-attribute", { SOPInstanceUID: undefined }],
  ["an image without a position", "missing-attribute", { ImagePositionPatient: undefined }],
  ["an image with an empty orientation", "missing-attribute", { ImageOrientationPatient: "" }],
  ["a position of two numbers", "invalid-attribute", { ImagePositionPatient: [1, 2] }],
  [
    "an orientation that is not perpendicular",
    "invalid-attribute",
    { ImageOrientationPatient: [1, 0, 0, 0.6, 0.8, 0] },
  ],
  ["an orientation that is not of unit length", "invalid-attribute", { ImageOrientationPatient: [2, 0, 0, 0, 1, 0] }],
  ["a pixel spacing of zero", "invalid-attribute", { PixelSpacing: [0, 1] }],
  ["no rows", "invalid-attribute", { Rows: 0 }],
  ["colour", "unsupported-pixel-format", { SamplesPerPixel: 3, PhotometricInterpretation: "RGB" }],
  ["a palette of colours", "unsupported-pixel-format", { PhotometricInterpretation: "PALETTE COLOR" }],
  ["32-bit pixels", "unsupported-pixel-format", { BitsAllocated: 32, BitsStored: 32, HighBit: 31 }],
  ["more stored than allocated bits", "invalid-attribute", { BitsStored: 17, HighBit: 16 }],
  ["a rescale slope of zero", "invalid-attribute", { RescaleSlope: 0 }],
  ["a matrix beyond the limits", "too-large", { Rows: 65535, Columns: 65535 }],
  ["fewer pixels than the matrix has", "truncated", { Rows: 4 }],
  ["more pixels than the matrix has", "invalid-attribute", { Rows: 2 }],
  ["no pixels", "truncated", { PixelData: undefined }],
])("%s is refused as %s", (_, kind, values) => {
  const error = refusalOf(() => parseRecoded({ values }));
  expect(error.kind).toBe(kind);
  expect(error.message).toContain("a.dcm");
});

test("a bare object without a class is refused, an image whose class only its meta information tells is not", () => {
  const values = { SOPClassUID: undefined };
  expect(refusalOf(() => parseRecoded({ values, container: "bare" })).kind).toBe("missing-attribute");
  expect(parseRecoded({ values }).sopClassUid).toBe("1.2.840.10008.5.1.4.1.1.4");
});

test("an unknown transfer syntax is refused before anything is parsed", () => {
  const error = refusalOf(() => parseRecoded({ transferSyntaxUid: "1.2.840.113619.5.2" }));
  expect(error.kind).toBe("unsupported-transfer-syntax");
});

test("pixels that nothing here decodes are indexed, and refused when they are read", () => {
  const instance = parseRecoded({ transferSyntaxUid: "1.2.840.10008.1.2.8.1" });
  expect(instance.rows).toBe(3);
  const error = refusalOf(() => readPixels(instance));
  expect(error.kind).toBe("unsupported-transfer-syntax");
  expect(error.message).toContain("Deflated Image Frame");
  expect(error.details).toEqual({ source: "a.dcm", sopInstanceUid: "1.2.3.4.8" });
});

test("zeros behind the pixels are padding, anything else is not", () => {
  const padded = (last: number) => {
    const bytes = new Uint8Array(24 + 40);
    bytes[60] = last;
    return parseRecoded({ values: { PixelData: bytes } });
  };
  expect(readStoredPixels(padded(0))).toHaveLength(12);
  expect(refusalOf(() => padded(1)).kind).toBe("invalid-attribute");
});

test("eight-bit pixels in big endian words are swapped back", () => {
  const pixels = new Uint8Array([1, 2, 3, 4, 5, 6]);
  const values = { BitsAllocated: 8, BitsStored: 8, HighBit: 7, Rows: 2, Columns: 3, PixelData: pixels };
  const stored = readStoredPixels(parseRecoded({ values, transferSyntaxUid: "1.2.840.10008.1.2.2" }));
  expect([...stored]).toEqual([1, 2, 3, 4, 5, 6]); // the writer swaps pairs, as a scanner with OW pixels does
});

test("bytes behind the data set are not read", () => {
  const trailing = new Uint8Array([...file, 0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4]);
  expect(readPixels(parseDicomInstance(trailing, "a.dcm"))).toEqual(readPixels(plain));
});

test("a text file is not DICOM", () => {
  const text = new TextEncoder().encode("These are not the pixels you are looking for.\n".repeat(20));
  expect(refusalOf(() => parseDicomInstance(text, "notes.dcm")).kind).toBe("not-dicom");
  expect(refusalOf(() => parseDicomInstance(new Uint8Array(0), "empty.dcm")).kind).toBe("not-dicom");
});

test("truncated pixels are refused with the bytes that were expected and that are there", () => {
  const error = refusalOf(() => parseDicomInstance(file.subarray(0, file.length - 5), "cut.dcm"));
  expect(error.kind).toBe("truncated");
  expect(error.details).toEqual({ source: "cut.dcm", expectedBytes: file.length, actualBytes: file.length - 5 });
  expect(error.message).toBe(
    `cut.dcm ends inside (7FE0,0010): at least ${file.length} bytes expected, ${file.length - 5} there; fetch the file again`,
  );
});

test.each([
  ["Explicit VR Little Endian", file],
  ["Implicit VR Little Endian", recode(file, { transferSyntaxUid: "1.2.840.10008.1.2" })],
  ["Explicit VR Big Endian", recode(file, { transferSyntaxUid: "1.2.840.10008.1.2.2" })],
  ["Deflated", recode(file, { transferSyntaxUid: "1.2.840.10008.1.2.1.99" })],
])("wherever a file in %s is cut, it is truncated, or no DICOM file before its signature", (_, whole) => {
  for (let length = 0; length < whole.length; length++) {
    const { kind } = refusalOf(() => parseDicomInstance(whole.subarray(0, length), "cut.dcm"));
    const isExpected = kind === "truncated" || (kind === "not-dicom" && length < 132);
    if (!isExpected) expect.fail(`cut after ${length} of ${whole.length} bytes: ${kind}`);
  }
});

test("a sequence that never ends is truncated, not silently closed", () => {
  const sequence = new Uint8Array([
    8, 0, 0x10, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff,
  ]);
  const cut = new Uint8Array([...file.subarray(0, file.length - 12 - 24), ...sequence]);
  expect(refusalOf(() => parseDicomInstance(cut, "cut.dcm")).kind).toBe("truncated");
});
