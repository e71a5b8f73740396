/**
 * Writes one classic MR image as a DICOM file in Explicit VR Little Endian, for simulated studies.
 *
 * All Type 1 and Type 2 attributes of the modules that the MR Image IOD makes mandatory are there; Type 2 attributes
 * that a simulation cannot know have no value. Nothing is taken from the clock: equal arguments give equal bytes.
 * Source: DICOM PS3.3 table A.4-1 and the modules named below; PS3.10 §7.1 for the file meta information.
 */
import type { Vector3 } from "../geometry-vector.ts";
import { encodeFile } from "./file-meta.ts";
import type { Orientation } from "./instance.ts";
import { mrImageStorage } from "./sop-class.ts";
import { type DatasetValues, notWritable } from "./write-elements.ts";

/** What one written image says; undefined fields are written empty (Type 2) or not at all (Type 3). */
export interface MrInstanceToWrite {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly seriesNumber: number;
  readonly instanceNumber: number;
  readonly acquisitionNumber?: number;
  readonly temporalPositionIdentifier?: number;
  readonly seriesDescription?: string;
  readonly manufacturer?: string;
  readonly manufacturerModelName?: string;
  /** YYYYMMDD. */
  readonly studyDate?: string;
  readonly patient: WrittenPatient;
  readonly sequence: WrittenSequence;
  readonly rows: number;
  readonly columns: number;
  /** Distance between rows, then between columns. */
  readonly pixelSpacingMm: readonly [number, number];
  readonly imageOrientationPatient: Orientation;
  /** Centre of the first voxel in LPS. */
  readonly imagePositionPatientMm: Vector3;
  readonly sliceThicknessMm: number;
  readonly spacingBetweenSlicesMm?: number;
  readonly triggerTimeMs?: number;
  /** Written in whole ms, as its integer string demands. */
  readonly nominalIntervalMs?: number;
  /** Written in whole beats. */
  readonly heartRatePerMin?: number;
  readonly cardiacNumberOfImages?: number;
  /** (Y, X), x fastest; MR images carry no rescale, so these are the intensities. */
  readonly pixels: Uint16Array;
}

/** A simulated patient: name and ID are invented, never those of a person. */
export interface WrittenPatient {
  readonly name: string;
  readonly id: string;
  readonly sex?: "M" | "F" | "O";
  /** Written in completed years. */
  readonly ageYears?: number;
  readonly sizeM?: number;
  readonly weightKg?: number;
}

/** How the image claims to be acquired, in the defined terms of PS3.3 C.8.3.1. */
export interface WrittenSequence {
  /** ORIGINAL or DERIVED, PRIMARY or SECONDARY, then what the image shows. */
  readonly imageType: readonly string[];
  readonly scanningSequence: "SE" | "IR" | "GR" | "EP" | "RM";
  readonly sequenceVariant: "SK" | "MTC" | "SS" | "TRSS" | "SP" | "MP" | "OSP" | "NONE";
  readonly repetitionTimeMs: number;
  readonly echoTimeMs: number;
  readonly flipAngleDegrees: number;
  readonly magneticFieldStrengthT: number;
}

/**
 * Encodes one MR image as a DICOM file.
 * @throws {DicomError} `not-writable` when the pixels are not rows × columns or a value breaks its representation.
 */
export function writeMrInstance(image: MrInstanceToWrite): Uint8Array {
  const { rows, columns, pixels } = image;
  if (pixels.length !== rows * columns) {
    throw notWritable("PixelData", `${pixels.length} pixels for ${rows} rows × ${columns} columns`);
  }
  return encodeFile(
    { sopClassUid: mrImageStorage, sopInstanceUid: image.sopInstanceUid },
    {
      ...patientModules(image),
      ...seriesModules(image),
      ...imagePlaneModule(image),
      ...mrImageModule(image),
      ...imagePixelModule(image),
    },
  );
}

/** Patient and Patient Study, PS3.3 C.7.1.1 and C.7.2.2. */
function patientModules({ patient }: MrInstanceToWrite): DatasetValues {
  return {
    PatientName: patient.name,
    PatientID: patient.id,
    PatientBirthDate: "",
    PatientSex: patient.sex ?? "",
    ...(patient.ageYears !== undefined && { PatientAge: `${String(Math.floor(patient.ageYears)).padStart(3, "0")}Y` }),
    ...(patient.sizeM !== undefined && { PatientSize: patient.sizeM }),
    ...(patient.weightKg !== undefined && { PatientWeight: patient.weightKg }),
  };
}

/** General Study, General Series, Frame of Reference and General Equipment, PS3.3 C.7.2.1, C.7.3.1, C.7.4.1, C.7.5.1. */
function seriesModules(image: MrInstanceToWrite): DatasetValues {
  return {
    StudyInstanceUID: image.studyInstanceUid,
    StudyDate: image.studyDate ?? "",
    StudyTime: "",
    ReferringPhysicianName: "",
    StudyID: "",
    AccessionNumber: "",
    Modality: "MR",
    SeriesInstanceUID: image.seriesInstanceUid,
    SeriesNumber: image.seriesNumber,
    ...(image.seriesDescription !== undefined && { SeriesDescription: image.seriesDescription }),
    PatientPosition: "HFS",
    FrameOfReferenceUID: image.frameOfReferenceUid,
    PositionReferenceIndicator: "",
    Manufacturer: image.manufacturer ?? "",
    ...(image.manufacturerModelName !== undefined && { ManufacturerModelName: image.manufacturerModelName }),
  };
}

/** General Image and Image Plane, PS3.3 C.7.6.1 and C.7.6.2. */
function imagePlaneModule(image: MrInstanceToWrite): DatasetValues {
  return {
    InstanceNumber: image.instanceNumber,
    ContentDate: image.studyDate ?? "",
    ContentTime: "",
    ...(image.acquisitionNumber !== undefined && { AcquisitionNumber: image.acquisitionNumber }),
    ...(image.temporalPositionIdentifier !== undefined && {
      TemporalPositionIdentifier: image.temporalPositionIdentifier,
    }),
    PixelSpacing: image.pixelSpacingMm,
    ImageOrientationPatient: image.imageOrientationPatient,
    ImagePositionPatient: image.imagePositionPatientMm,
    SliceThickness: image.sliceThicknessMm,
    ...(image.spacingBetweenSlicesMm !== undefined && { SpacingBetweenSlices: image.spacingBetweenSlicesMm }),
  };
}

/** MR Image, PS3.3 C.8.3.1. */
function mrImageModule(image: MrInstanceToWrite): DatasetValues {
  const { sequence } = image;
  return {
    ImageType: sequence.imageType,
    ScanningSequence: sequence.scanningSequence,
    SequenceVariant: sequence.sequenceVariant,
    ScanOptions: "",
    MRAcquisitionType: "2D",
    RepetitionTime: sequence.repetitionTimeMs,
    EchoTime: sequence.echoTimeMs,
    EchoTrainLength: 1,
    FlipAngle: sequence.flipAngleDegrees,
    MagneticFieldStrength: sequence.magneticFieldStrengthT,
    ...(image.triggerTimeMs !== undefined && { TriggerTime: image.triggerTimeMs }),
    ...(image.nominalIntervalMs !== undefined && { NominalInterval: Math.round(image.nominalIntervalMs) }),
    ...(image.heartRatePerMin !== undefined && { HeartRate: Math.round(image.heartRatePerMin) }),
    ...(image.cardiacNumberOfImages !== undefined && { CardiacNumberOfImages: image.cardiacNumberOfImages }),
  };
}

/** Image Pixel, PS3.3 C.7.6.3. */
function imagePixelModule({ rows, columns, pixels }: MrInstanceToWrite): DatasetValues {
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: rows,
    Columns: columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
    PixelData: littleEndianBytes(pixels),
  };
}

function littleEndianBytes(pixels: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * pixels.length);
  const view = new DataView(bytes.buffer);
  for (const [i, pixel] of pixels.entries()) view.setUint16(2 * i, pixel, true);
  return bytes;
}
