/** What a catalogue keeps of a DICOM image so that it can be sorted into a stack without reading its file again. */
import { type DicomInstance, unknownTechnique } from "@cmrkit/imaging";
import { z } from "zod";

const mm = z.number();
const optional = z.number().nullable();

/** As an array, since ten million of them are stored. */
const record = z.tuple([
  z.number().int(), // rows
  z.number().int(), // columns
  z.tuple([mm, mm]), // pixelSpacingMm
  z.tuple([mm, mm, mm, mm, mm, mm]), // imageOrientationPatient
  z.tuple([mm, mm, mm]), // imagePositionPatientMm
  optional, // sliceThicknessMm
  optional, // spacingBetweenSlicesMm
  optional, // triggerTimeMs
  optional, // temporalPositionIdentifier
  optional, // instanceNumber
]);

export function recordOf(header: DicomInstance): string {
  const { rows, columns, pixelSpacingMm, imageOrientationPatient, imagePositionPatientMm } = header;
  const { sliceThicknessMm, spacingBetweenSlicesMm, triggerTimeMs, temporalPositionIdentifier, instanceNumber } =
    header;
  return JSON.stringify([
    ...[rows, columns, pixelSpacingMm, imageOrientationPatient, imagePositionPatientMm],
    ...[sliceThicknessMm ?? null, spacingBetweenSlicesMm ?? null, triggerTimeMs ?? null],
    ...[temporalPositionIdentifier ?? null, instanceNumber ?? null],
  ]);
}

/** Who an image is, apart from its record: identifiers as hashes, which serve to compare as well as the originals. */
export interface RecordIdentity {
  readonly source: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly seriesNumber: number | undefined;
  /** From 1, of a frame of an enhanced object. */
  readonly frameNumber: number | undefined;
}

/** The header again, as far as sorting and geometry need it; its pixels are not there. */
export function instanceFrom(text: string, identity: RecordIdentity): DicomInstance {
  const [rows, columns, pixelSpacingMm, orientation, position, thickness, between, trigger, temporal, number] =
    record.parse(JSON.parse(text));
  return {
    ...identity,
    ...absent,
    ...{ rows, columns, pixelSpacingMm, imageOrientationPatient: orientation, imagePositionPatientMm: position },
    sliceThicknessMm: thickness ?? undefined,
    spacingBetweenSlicesMm: between ?? undefined,
    triggerTimeMs: trigger ?? undefined,
    temporalPositionIdentifier: temporal ?? undefined,
    instanceNumber: number ?? undefined,
  };
}

const absent = {
  sopClassUid: "1.2.840.10008.5.1.4.1.1.4",
  frameOfReferenceUid: undefined,
  modality: "MR",
  imageType: [],
  acquisitionNumber: undefined,
  imagesInAcquisition: undefined,
  seriesDescription: undefined,
  unknownCharacterSet: undefined,
  manufacturer: undefined,
  manufacturerModelName: undefined,
  magneticFieldStrengthT: undefined,
  nominalIntervalMs: undefined,
  heartRatePerMin: undefined,
  cardiacNumberOfImages: undefined,
  technique: unknownTechnique,
  statedUnit: undefined,
  patient: { sex: undefined, sizeM: undefined, weightKg: undefined, ageYears: undefined },
  pixels: {
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    photometricInterpretation: "MONOCHROME2",
    format: { bitsAllocated: 16, bitsStored: 16, highBit: 15, isSigned: false },
    rows: 0,
    columns: 0,
    isWordSwapped: false,
    rescaleSlope: 1,
    rescaleIntercept: 0,
    bytes: new Uint8Array(0),
  },
} as const satisfies Partial<DicomInstance>;
