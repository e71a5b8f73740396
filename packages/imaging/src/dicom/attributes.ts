/** The attributes that we read or write: DICOM keyword → tag and value representation. Source: DICOM PS3.6 §6. */
import { writtenAttributes } from "./written-attributes.ts";

export type ValueRepresentation =
  | "AS"
  | "AT"
  | "CS"
  | "DA"
  | "DS"
  | "DT"
  | "FD"
  | "IS"
  | "LO"
  | "LT"
  | "OB"
  | "OV"
  | "OW"
  | "PN"
  | "SH"
  | "SQ"
  | "ST"
  | "TM"
  | "UI"
  | "UL"
  | "US"
  | "UT";

export interface Attribute {
  /** Group in the upper, element in the lower 16 bits. */
  readonly tag: number;
  readonly vr: ValueRepresentation;
}

export const attributes = {
  SpecificCharacterSet: { tag: 0x0008_0005, vr: "CS" },
  ImageType: { tag: 0x0008_0008, vr: "CS" },
  SOPClassUID: { tag: 0x0008_0016, vr: "UI" },
  SOPInstanceUID: { tag: 0x0008_0018, vr: "UI" },
  StudyDate: { tag: 0x0008_0020, vr: "DA" },
  ContentDate: { tag: 0x0008_0023, vr: "DA" },
  StudyTime: { tag: 0x0008_0030, vr: "TM" },
  ContentTime: { tag: 0x0008_0033, vr: "TM" },
  AccessionNumber: { tag: 0x0008_0050, vr: "SH" },
  Modality: { tag: 0x0008_0060, vr: "CS" },
  Manufacturer: { tag: 0x0008_0070, vr: "LO" },
  ReferringPhysicianName: { tag: 0x0008_0090, vr: "PN" },
  SeriesDescription: { tag: 0x0008_103e, vr: "LO" },
  ManufacturerModelName: { tag: 0x0008_1090, vr: "LO" },
  FrameType: { tag: 0x0008_9007, vr: "CS" },
  ComplexImageComponent: { tag: 0x0008_9208, vr: "CS" },
  PatientName: { tag: 0x0010_0010, vr: "PN" },
  PatientID: { tag: 0x0010_0020, vr: "LO" },
  PatientBirthDate: { tag: 0x0010_0030, vr: "DA" },
  PatientSex: { tag: 0x0010_0040, vr: "CS" },
  PatientAge: { tag: 0x0010_1010, vr: "AS" },
  PatientSize: { tag: 0x0010_1020, vr: "DS" },
  PatientWeight: { tag: 0x0010_1030, vr: "DS" },
  ScanningSequence: { tag: 0x0018_0020, vr: "CS" },
  SequenceVariant: { tag: 0x0018_0021, vr: "CS" },
  ScanOptions: { tag: 0x0018_0022, vr: "CS" },
  MRAcquisitionType: { tag: 0x0018_0023, vr: "CS" },
  SequenceName: { tag: 0x0018_0024, vr: "SH" },
  SliceThickness: { tag: 0x0018_0050, vr: "DS" },
  RepetitionTime: { tag: 0x0018_0080, vr: "DS" },
  EchoTime: { tag: 0x0018_0081, vr: "DS" },
  InversionTime: { tag: 0x0018_0082, vr: "DS" },
  MagneticFieldStrength: { tag: 0x0018_0087, vr: "DS" },
  SpacingBetweenSlices: { tag: 0x0018_0088, vr: "DS" },
  EchoTrainLength: { tag: 0x0018_0091, vr: "IS" },
  ProtocolName: { tag: 0x0018_1030, vr: "LO" },
  TriggerTime: { tag: 0x0018_1060, vr: "DS" },
  NominalInterval: { tag: 0x0018_1062, vr: "IS" },
  HeartRate: { tag: 0x0018_1088, vr: "IS" },
  CardiacNumberOfImages: { tag: 0x0018_1090, vr: "IS" },
  FlipAngle: { tag: 0x0018_1314, vr: "DS" },
  PatientPosition: { tag: 0x0018_5100, vr: "CS" },
  PulseSequenceName: { tag: 0x0018_9005, vr: "SH" },
  PhaseContrast: { tag: 0x0018_9014, vr: "CS" },
  Tagging: { tag: 0x0018_9028, vr: "CS" },
  InversionTimes: { tag: 0x0018_9079, vr: "FD" },
  EffectiveEchoTime: { tag: 0x0018_9082, vr: "FD" },
  MRTimingAndRelatedParametersSequence: { tag: 0x0018_9112, vr: "SQ" },
  MREchoSequence: { tag: 0x0018_9114, vr: "SQ" },
  MRModifierSequence: { tag: 0x0018_9115, vr: "SQ" },
  CardiacSynchronizationSequence: { tag: 0x0018_9118, vr: "SQ" },
  MRVelocityEncodingSequence: { tag: 0x0018_9197, vr: "SQ" },
  VelocityEncodingMaximumValue: { tag: 0x0018_9217, vr: "FD" },
  MRImageFrameTypeSequence: { tag: 0x0018_9226, vr: "SQ" },
  StudyInstanceUID: { tag: 0x0020_000d, vr: "UI" },
  SeriesInstanceUID: { tag: 0x0020_000e, vr: "UI" },
  StudyID: { tag: 0x0020_0010, vr: "SH" },
  SeriesNumber: { tag: 0x0020_0011, vr: "IS" },
  AcquisitionNumber: { tag: 0x0020_0012, vr: "IS" },
  InstanceNumber: { tag: 0x0020_0013, vr: "IS" },
  ImagePositionPatient: { tag: 0x0020_0032, vr: "DS" },
  ImageOrientationPatient: { tag: 0x0020_0037, vr: "DS" },
  FrameOfReferenceUID: { tag: 0x0020_0052, vr: "UI" },
  TemporalPositionIdentifier: { tag: 0x0020_0100, vr: "IS" },
  ImagesInAcquisition: { tag: 0x0020_1002, vr: "IS" },
  PositionReferenceIndicator: { tag: 0x0020_1040, vr: "LO" },
  FrameContentSequence: { tag: 0x0020_9111, vr: "SQ" },
  PlanePositionSequence: { tag: 0x0020_9113, vr: "SQ" },
  PlaneOrientationSequence: { tag: 0x0020_9116, vr: "SQ" },
  TemporalPositionIndex: { tag: 0x0020_9128, vr: "UL" },
  NominalCardiacTriggerDelayTime: { tag: 0x0020_9153, vr: "FD" },
  FrameAcquisitionNumber: { tag: 0x0020_9156, vr: "US" },
  UnassignedSharedConvertedAttributesSequence: { tag: 0x0020_9170, vr: "SQ" },
  UnassignedPerFrameConvertedAttributesSequence: { tag: 0x0020_9171, vr: "SQ" },
  RRIntervalTimeNominal: { tag: 0x0020_9251, vr: "FD" },
  ActualCardiacTriggerDelayTime: { tag: 0x0020_9252, vr: "FD" },
  SamplesPerPixel: { tag: 0x0028_0002, vr: "US" },
  PhotometricInterpretation: { tag: 0x0028_0004, vr: "CS" },
  NumberOfFrames: { tag: 0x0028_0008, vr: "IS" },
  Rows: { tag: 0x0028_0010, vr: "US" },
  Columns: { tag: 0x0028_0011, vr: "US" },
  PixelSpacing: { tag: 0x0028_0030, vr: "DS" },
  BitsAllocated: { tag: 0x0028_0100, vr: "US" },
  BitsStored: { tag: 0x0028_0101, vr: "US" },
  HighBit: { tag: 0x0028_0102, vr: "US" },
  PixelRepresentation: { tag: 0x0028_0103, vr: "US" },
  RescaleIntercept: { tag: 0x0028_1052, vr: "DS" },
  RescaleSlope: { tag: 0x0028_1053, vr: "DS" },
  RescaleType: { tag: 0x0028_1054, vr: "LO" },
  PixelMeasuresSequence: { tag: 0x0028_9110, vr: "SQ" },
  PixelValueTransformationSequence: { tag: 0x0028_9145, vr: "SQ" },
  RealWorldValueMappingSequence: { tag: 0x0040_9096, vr: "SQ" },
  RealWorldValueIntercept: { tag: 0x0040_9224, vr: "FD" },
  RealWorldValueSlope: { tag: 0x0040_9225, vr: "FD" },
  SharedFunctionalGroupsSequence: { tag: 0x5200_9229, vr: "SQ" },
  PerFrameFunctionalGroupsSequence: { tag: 0x5200_9230, vr: "SQ" },
  ExtendedOffsetTable: { tag: 0x7fe0_0001, vr: "OV" },
  PixelData: { tag: 0x7fe0_0010, vr: "OW" },
  ...writtenAttributes,
} as const satisfies Record<string, Attribute>;

/** A DICOM keyword that the table knows. */
export type Keyword = keyof typeof attributes;

export function isKeyword(text: string): text is Keyword {
  return Object.hasOwn(attributes, text);
}

/** A tag as people write it: `(0018,1060)`. */
export function formatTag(tag: number): string {
  const digits = tag.toString(16).padStart(8, "0").toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** Keyword and tag, as messages name an attribute: `TriggerTime (0018,1060)`. */
export function describe(keyword: Keyword): string {
  return `${keyword} ${formatTag(attributes[keyword].tag)}`;
}
