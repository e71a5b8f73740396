import dicomParser from "dicom-parser";
import { expect, test } from "vitest";
import { attributes, type Keyword } from "./attributes.ts";
import { parseDicomInstance } from "./instance.ts";
import { readStoredPixels } from "./pixel-decoders.ts";
import { obliqueImage, obliqueOrientation } from "./testing/oblique-cine.ts";
import { refusalOf } from "./testing/refusal.ts";
import { encodeDataset } from "./write-elements.ts";
import { writeMrInstance } from "./write-mr-instance.ts";

const image = obliqueImage(2, 1, 5);

test("every field comes back from a written file as it was", () => {
  const read = parseDicomInstance(writeMrInstance(image), "one.dcm");
  const { pixels, patient, technique, ...header } = read;
  expect(header).toEqual({
    source: "one.dcm",
    sopClassUid: "1.2.840.10008.5.1.4.1.1.4",
    sopInstanceUid: "1.2.3.4.12",
    seriesInstanceUid: "1.2.3.4",
    studyInstanceUid: "1.2.3",
    frameOfReferenceUid: "1.2.3.5",
    modality: "MR",
    imageType: ["DERIVED", "SECONDARY", "OTHER"],
    seriesNumber: 7,
    acquisitionNumber: undefined,
    instanceNumber: 12,
    temporalPositionIdentifier: 2,
    imagesInAcquisition: undefined,
    seriesDescription: undefined,
    manufacturer: undefined,
    manufacturerModelName: undefined,
    magneticFieldStrengthT: 1.5,
    rows: 3,
    columns: 4,
    pixelSpacingMm: [1.25, 2.5],
    imageOrientationPatient: obliqueOrientation,
    imagePositionPatientMm: [-94.5, 8.25, 62],
    sliceThicknessMm: 8,
    spacingBetweenSlicesMm: 9,
    triggerTimeMs: 52.5,
    nominalIntervalMs: 800,
    heartRatePerMin: 75,
    cardiacNumberOfImages: 5,
  });
  expect(technique).toMatchObject({ echoTimeMs: 1.6, flipAngleDeg: 50, sequenceVariant: ["SS"] });
  expect(patient).toEqual({ sex: "female", sizeM: 1.7, weightKg: 65.5, ageYears: 45 });
  expect(readStoredPixels(read)).toEqual(image.pixels);
  expect(pixels.format).toEqual({ bitsAllocated: 16, bitsStored: 16, highBit: 15, isSigned: false });
});

test("all Type 1 attributes have a value and all Type 2 attributes are there", () => {
  const type1: Keyword[] = [
    ...(["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"] as const),
    ...(["Modality", "ImageType", "ScanningSequence", "SequenceVariant", "PixelSpacing"] as const),
    ...(["ImageOrientationPatient", "ImagePositionPatient", "SamplesPerPixel", "PhotometricInterpretation"] as const),
    ...(["Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation", "PixelData"] as const),
  ];
  const type2: Keyword[] = [
    ...([
      "PatientName",
      "PatientID",
      "PatientBirthDate",
      "PatientSex",
      "StudyDate",
      "StudyTime",
      "ContentDate",
    ] as const),
    ...(["ReferringPhysicianName", "StudyID", "AccessionNumber", "SeriesNumber", "PatientPosition"] as const),
    ...(["PositionReferenceIndicator", "Manufacturer", "InstanceNumber", "SliceThickness", "ScanOptions"] as const),
    ...(["ContentTime", "MRAcquisitionType", "EchoTime", "EchoTrainLength", "RepetitionTime"] as const),
  ];
  const { elements } = dicomParser.parseDicom(writeMrInstance(image));
  const elementOf = (keyword: Keyword) => elements[`x${attributes[keyword].tag.toString(16).padStart(8, "0")}`];
  expect(type1.filter((keyword) => !elementOf(keyword)?.length)).toEqual([]);
  expect(type2.filter((keyword) => elementOf(keyword) === undefined)).toEqual([]);
});

test("elements ascend and have even lengths", () => {
  const { elements } = dicomParser.parseDicom(writeMrInstance({ ...image, seriesDescription: "odd" }));
  const inOrderOfOffset = Object.values(elements).sort((a, b) => a.dataOffset - b.dataOffset);
  expect(inOrderOfOffset.map(({ tag }) => tag)).toEqual(Object.keys(elements).sort());
  expect(inOrderOfOffset.filter(({ length }) => length % 2 === 1)).toEqual([]);
});

test("the group length counts the bytes from its end to the data set", () => {
  const bytes = writeMrInstance(image);
  const stated = new DataView(bytes.buffer).getUint32(140, true);
  expect([...bytes.subarray(144 + stated, 144 + stated + 4)]).toEqual([0x08, 0x00, 0x08, 0x00]); // ImageType
});

test("an element is tag, representation, length and value, digit by digit", () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  expect(hex(encodeDataset({ Rows: 3 }))).toBe("28001000" + "5553" + "0200" + "0300");
  expect(hex(encodeDataset({ Modality: "MR", SOPInstanceUID: "1.2" }))).toBe(
    `${"08001800" + "5549" + "0400" + "312e3200"}${"08006000" + "4353" + "0200" + "4d52"}`,
  );
  expect(hex(encodeDataset({ PixelSpacing: [1.5, 2] }))).toBe("28003000" + "4453" + "0600" + "312e355c3220");
});

test("a decimal string keeps as many digits as 16 characters hold", () => {
  const text = (value: number) => new TextDecoder().decode(encodeDataset({ TriggerTime: value }).subarray(8)).trim();
  expect(text(2 / 3)).toBe("0.66666666666667");
  expect(text(-123456.78901234567)).toBe("-123456.78901235");
  expect(text(1e-7 / 3)).toBe("3.33333333333e-8");
});

test("equal arguments give equal bytes", () => {
  expect(writeMrInstance(image)).toEqual(writeMrInstance(obliqueImage(2, 1, 5)));
});

test.each([
  ["pixels that do not fill the matrix", { pixels: new Uint16Array(11) }],
  ["a UID with a leading zero in a component", { sopInstanceUid: "1.02.3" }],
  ["text outside ASCII", { seriesDescription: "Kurzachse ä" }],
  ["a number that is not finite", { triggerTimeMs: Number.NaN }],
  ["a matrix beyond 16 bits", { rows: 70_000, columns: 1, pixels: new Uint16Array(70_000) }],
])("%s is not written", (_, change) => {
  expect(refusalOf(() => writeMrInstance({ ...image, ...change })).kind).toBe("not-writable");
});
