/**
 * Attributes outside Table E.1-1 whose values stay as they are although their representation could hold anything. What is not
 * listed here is emptied or removed: the profile lets it stay, but nobody can promise that it names no one.
 */

/** Texts that devices fill in from lists of their own. */
const texts = {
  CodeValue: 0x0008_0100,
  CodingSchemeDesignator: 0x0008_0102,
  CodingSchemeVersion: 0x0008_0103,
  CodeMeaning: 0x0008_0104,
  CodingSchemeRegistry: 0x0008_0112,
  CodingSchemeName: 0x0008_0115,
  LongCodeValue: 0x0008_0119,
  MappingResourceName: 0x0008_0122,
  Manufacturer: 0x0008_0070,
  ManufacturerModelName: 0x0008_1090,
  SequenceName: 0x0018_0024,
  ImagedNucleus: 0x0018_0085,
  SecondaryCaptureDeviceManufacturer: 0x0018_1016,
  SecondaryCaptureDeviceManufacturerModelName: 0x0018_1018,
  SecondaryCaptureDeviceSoftwareVersions: 0x0018_1019,
  SoftwareVersions: 0x0018_1020,
  ContrastBolusRoute: 0x0018_1040,
  TriggerSourceOrType: 0x0018_1061,
  CardiacFramingType: 0x0018_1064,
  FilterType: 0x0018_1160,
  ConvolutionKernel: 0x0018_1210,
  ReceiveCoilName: 0x0018_1250,
  TransmitCoilName: 0x0018_1251,
  PulseSequenceName: 0x0018_9005,
  ReceiveCoilManufacturerName: 0x0018_9041,
  MultiCoilConfiguration: 0x0018_9046,
  MultiCoilElementName: 0x0018_9047,
  TransmitCoilManufacturerName: 0x0018_9050,
  RespiratorySignalSourceID: 0x0018_9186,
  ImageFilter: 0x0018_9320,
  PositionReferenceIndicator: 0x0020_1040,
  StackID: 0x0020_9056,
  DimensionDescriptionLabel: 0x0020_9421,
  RescaleType: 0x0028_1054,
  WindowCenterWidthExplanation: 0x0028_1055,
  LUTExplanation: 0x0028_3003,
  ModalityLUTType: 0x0028_3004,
  LUTLabel: 0x0040_9210,
  SegmentLabel: 0x0062_0005,
  SegmentAlgorithmName: 0x0062_0009,
  AlgorithmVersion: 0x0066_0031,
  AlgorithmName: 0x0066_0036,
} as const;

/** Bytes that are pixels, tables of grey values, or offsets into pixels. */
const bulk = {
  RedPaletteColorLookupTableData: 0x0028_1201,
  GreenPaletteColorLookupTableData: 0x0028_1202,
  BluePaletteColorLookupTableData: 0x0028_1203,
  SegmentedRedPaletteColorLookupTableData: 0x0028_1221,
  SegmentedGreenPaletteColorLookupTableData: 0x0028_1222,
  SegmentedBluePaletteColorLookupTableData: 0x0028_1223,
  LUTData: 0x0028_3006,
  ExtendedOffsetTable: 0x7fe0_0001,
  ExtendedOffsetTableLengths: 0x7fe0_0002,
  FloatPixelData: 0x7fe0_0008,
  DoubleFloatPixelData: 0x7fe0_0009,
  PixelData: 0x7fe0_0010,
} as const;

export const keptTexts: ReadonlySet<number> = new Set(Object.values(texts));
export const keptBulk: ReadonlySet<number> = new Set(Object.values(bulk));

/** Where pixels may be. */
export const pixelTags: readonly number[] = [bulk.PixelData, bulk.FloatPixelData, bulk.DoubleFloatPixelData];

/** Retain Patient Characteristics Option, as far as measures of the heart need it. */
export const patientCharacteristics = {
  PatientSex: 0x0010_0040,
  PatientAge: 0x0010_1010,
  PatientSize: 0x0010_1020,
  PatientWeight: 0x0010_1030,
} as const;

/** Retain Device Identity Option: which scanner it was. Device UIDs are replaced all the same. */
export const deviceIdentity: ReadonlySet<number> = new Set([
  0x0008_1010, // StationName
  0x0018_1000, // DeviceSerialNumber
  0x0018_1008, // GantryID
]);

/** Clean Descriptors Option: descriptions of which known words are kept. */
export const cleanedDescriptions: ReadonlySet<number> = new Set([
  0x0008_1030, // StudyDescription
  0x0008_103e, // SeriesDescription
  0x0018_1030, // ProtocolName
  0x0018_1400, // AcquisitionDeviceProcessingDescription
]);
