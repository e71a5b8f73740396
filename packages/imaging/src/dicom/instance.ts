/**
 * One MR image, a classic one or a frame of an enhanced object: what its DICOM header says and its encoded pixels, as a
 * frozen plain object.
 *
 * Fields are DICOM keywords in lowerCamel with the unit at the end. No field identifies the patient: name, ID and birth
 * date are never read. Source: DICOM PS3.3 A.4 (MR Image IOD), C.7.6.2 (Image Plane), C.8.3.1 (MR Image); A.36.2
 * (Enhanced MR Image IOD), whose attributes stand in for those of a classic image where its own are absent.
 */
import type { Vector3 } from "../geometry-vector.ts";
import { cross, dot, length, scale } from "../geometry-vector.ts";
import type { Keyword } from "./attributes.ts";
import { unknownCharacterSet } from "./character-set.ts";
import {
  characterSetsOf,
  type Dataset,
  doubleOf,
  integerOf,
  invalidAttribute,
  numberOf,
  numbersOf,
  parseDataset,
  required,
  requireWhole,
  textOf,
  textsOf,
  unsignedLongOf,
  unsignedOf,
  wordsOf,
} from "./dataset.ts";
import { frameDatasets } from "./enhanced-mr.ts";
import { DicomError } from "./errors.ts";
import { openDicomFile } from "./part10.ts";
import { type PatientFacts, readPatientFacts } from "./patient-facts.ts";
import { type EncodedPixels, readEncodedPixels } from "./pixel-format.ts";
import { requireMrImage } from "./sop-class.ts";
import { type StatedUnit, statedUnit } from "./stated-unit.ts";
import { readTechnique, type Technique } from "./technique.ts";

/** Undefined fields are absent or empty in the file. */
export interface DicomInstance {
  /** Name of the file, for messages. */
  readonly source: string;
  readonly sopClassUid: string;
  /** Of the object: all frames of an enhanced one share it. */
  readonly sopInstanceUid: string;
  /** Counts from 1 in an enhanced object; undefined in a classic image. */
  readonly frameNumber: number | undefined;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly modality: string;
  /** Of a frame its Frame Type, which has the same values. */
  readonly imageType: readonly string[];
  readonly seriesNumber: number | undefined;
  readonly acquisitionNumber: number | undefined;
  /** Of a frame its number. */
  readonly instanceNumber: number | undefined;
  /** Of a frame its Temporal Position Index, which counts likewise. */
  readonly temporalPositionIdentifier: number | undefined;
  readonly imagesInAcquisition: number | undefined;
  readonly seriesDescription: string | undefined;
  /** A Specific Character Set that is unknown, so that descriptions may be garbled. */
  readonly unknownCharacterSet: string | undefined;
  readonly manufacturer: string | undefined;
  readonly manufacturerModelName: string | undefined;
  readonly magneticFieldStrengthT: number | undefined;
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, then between columns: the second is the step along a row. */
  readonly pixelSpacingMm: readonly [number, number];
  /** Direction cosines of a row (towards higher columns), then of a column (towards higher rows), in LPS. */
  readonly imageOrientationPatient: Orientation;
  /** Centre of the first voxel in LPS. */
  readonly imagePositionPatientMm: Vector3;
  readonly sliceThicknessMm: number | undefined;
  readonly spacingBetweenSlicesMm: number | undefined;
  /** Delay after the R wave; of a frame its nominal cardiac trigger delay, else the actual one. */
  readonly triggerTimeMs: number | undefined;
  /** Mean R–R interval. */
  readonly nominalIntervalMs: number | undefined;
  readonly heartRatePerMin: number | undefined;
  readonly cardiacNumberOfImages: number | undefined;
  readonly technique: Technique;
  readonly patient: PatientFacts;
  readonly pixels: EncodedPixels;
  /** Of the intensities, where the file says. */
  readonly statedUnit: StatedUnit | undefined;
}

export type Orientation = readonly [number, number, number, number, number, number];

/**
 * Reads one MR image.
 * @param bytes the whole file; the instance keeps a view of its pixels, so they must not change later.
 * @param source name of the file, for messages.
 * @throws {DicomError} as `parseDicomInstances`, and `unsupported-multi-frame` for an object of several frames.
 */
export function parseDicomInstance(bytes: Uint8Array, source: string): DicomInstance {
  const instances = parseDicomInstances(bytes, source);
  if (instances.length === 1) return instances[0]!;
  const message = `${source} holds ${instances.length} frames where one image is expected; give its folder as a study`;
  throw new DicomError("unsupported-multi-frame", message, { source, frames: instances.length });
}

/**
 * Reads the images of one MR file: the one of a classic object, or every frame of an enhanced one.
 * @param bytes the whole file; the instances keep views of its pixels, so they must not change later.
 * @param source name of the file, for messages.
 * @throws {DicomError} `not-dicom`, `truncated`, `malformed`, `unsupported-transfer-syntax`, `not-mr-image`,
 *   `unsupported-multi-frame`, `missing-attribute`, `invalid-attribute`, `unsupported-pixel-format` or `too-large`.
 */
export function parseDicomInstances(bytes: Uint8Array, source: string): readonly DicomInstance[] {
  const file = openDicomFile(bytes, source);
  const dataset = parseDataset(file, source);
  const { sopClassUid, isEnhanced } = requireMrImage(dataset, file.mediaStorageSopClassUid);
  requireWhole(dataset);
  const frames = isEnhanced ? frameDatasets(dataset) : [dataset];
  const pixels = readEncodedPixels(dataset, file.transferSyntaxUid, frames); // first: without them the header is cut off too
  const common = { source, sopClassUid, ...readEquipment(dataset), patient: readPatientFacts(dataset) };
  return frames.map((frame, n) =>
    Object.freeze({
      ...common,
      ...readIdentity(frame),
      ...(isEnhanced ? { frameNumber: n + 1, instanceNumber: n + 1 } : { frameNumber: undefined }),
      ...readPlane(frame),
      ...readTiming(frame),
      technique: readTechnique(frame),
      rows: pixels[n]!.rows,
      columns: pixels[n]!.columns,
      pixels: pixels[n]!,
      statedUnit: statedUnit(frame, pixels[n]!),
    }),
  );
}

function readIdentity(dataset: Dataset) {
  const frameType = textsOf(dataset, "FrameType");
  return {
    sopInstanceUid: requiredText(dataset, "SOPInstanceUID"),
    seriesInstanceUid: requiredText(dataset, "SeriesInstanceUID"),
    studyInstanceUid: requiredText(dataset, "StudyInstanceUID"),
    modality: requiredText(dataset, "Modality"),
    imageType: frameType.length > 0 ? frameType : textsOf(dataset, "ImageType"),
    frameOfReferenceUid: textOf(dataset, "FrameOfReferenceUID"),
    seriesNumber: integerOf(dataset, "SeriesNumber"),
    acquisitionNumber: integerOf(dataset, "AcquisitionNumber") ?? unsignedOf(dataset, "FrameAcquisitionNumber"),
    instanceNumber: integerOf(dataset, "InstanceNumber"),
    temporalPositionIdentifier:
      integerOf(dataset, "TemporalPositionIdentifier") ?? unsignedLongOf(dataset, "TemporalPositionIndex"),
    imagesInAcquisition: integerOf(dataset, "ImagesInAcquisition"),
    seriesDescription: wordsOf(dataset, "SeriesDescription"),
    unknownCharacterSet: unknownCharacterSet(characterSetsOf(dataset)),
  };
}

function readPlane(dataset: Dataset) {
  return {
    pixelSpacingMm: readPixelSpacing(dataset),
    imageOrientationPatient: readOrientation(dataset),
    imagePositionPatientMm: readPosition(dataset),
    sliceThicknessMm: numberOf(dataset, "SliceThickness"),
    spacingBetweenSlicesMm: numberOf(dataset, "SpacingBetweenSlices"),
  };
}

function readTiming(dataset: Dataset) {
  return {
    triggerTimeMs:
      numberOf(dataset, "TriggerTime") ??
      doubleOf(dataset, "NominalCardiacTriggerDelayTime") ??
      doubleOf(dataset, "ActualCardiacTriggerDelayTime"),
    nominalIntervalMs: numberOf(dataset, "NominalInterval") ?? doubleOf(dataset, "RRIntervalTimeNominal"),
    heartRatePerMin: numberOf(dataset, "HeartRate"),
    cardiacNumberOfImages: integerOf(dataset, "CardiacNumberOfImages"),
  };
}

function readEquipment(dataset: Dataset) {
  return {
    manufacturer: wordsOf(dataset, "Manufacturer"),
    manufacturerModelName: wordsOf(dataset, "ManufacturerModelName"),
    magneticFieldStrengthT: numberOf(dataset, "MagneticFieldStrength"),
  };
}

function readPixelSpacing(dataset: Dataset): readonly [number, number] {
  const [rowSpacing, columnSpacing] = requiredNumbers(dataset, "PixelSpacing", 2);
  if (!(rowSpacing! > 0 && columnSpacing! > 0)) {
    throw invalidAttribute(dataset, "PixelSpacing", `must be positive, got ${rowSpacing} and ${columnSpacing} mm`);
  }
  return Object.freeze([rowSpacing!, columnSpacing!] as const);
}

function readPosition(dataset: Dataset): Vector3 {
  const [x, y, z] = requiredNumbers(dataset, "ImagePositionPatient", 3);
  return Object.freeze([x!, y!, z!] as const);
}

/** Files carry three to six digits; an error of 1e-3 turns an image by 0.06° or scales it by 0.1 %. */
const DIRECTION_TOLERANCE = 1e-3;

function readOrientation(dataset: Dataset): Orientation {
  const [a, b, c, d, e, f] = requiredNumbers(dataset, "ImageOrientationPatient", 6);
  const orientation: Orientation = [a!, b!, c!, d!, e!, f!];
  const row = rowDirection(orientation);
  const column = columnDirection(orientation);
  const errors = [length(row) - 1, length(column) - 1, dot(row, column)];
  if (errors.some((error) => Math.abs(error) > DIRECTION_TOLERANCE)) {
    const why = `needs two perpendicular unit vectors, got ${orientation.join("\\")}`;
    throw invalidAttribute(dataset, "ImageOrientationPatient", why);
  }
  return Object.freeze(orientation);
}

/** Direction in LPS in which the column index grows. */
export function rowDirection([x, y, z]: Orientation): Vector3 {
  return [x, y, z];
}

/** Direction in LPS in which the row index grows. */
export function columnDirection(orientation: Orientation): Vector3 {
  return [orientation[3], orientation[4], orientation[5]];
}

/** Unit normal of the image, row × column, made exact in length whatever digits the file carries. */
export function normalOf(orientation: Orientation): Vector3 {
  const normal = cross(rowDirection(orientation), columnDirection(orientation));
  return scale(normal, 1 / length(normal));
}

function requiredText(dataset: Dataset, keyword: Keyword): string {
  return required(textOf(dataset, keyword), dataset, keyword);
}

function requiredNumbers(dataset: Dataset, keyword: Keyword, count: number): readonly number[] {
  return required(numbersOf(dataset, keyword, count), dataset, keyword);
}
