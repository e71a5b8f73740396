export {
  type Affine,
  type AffineColumns,
  affine,
  applyToDirection,
  applyToPoint,
  columnsOf,
  compose,
  determinant,
  type Frame,
  fromColumns,
  identity,
  invert,
  isOrthogonal,
  isSingular,
  lpsToRas,
  obliquityDegrees,
  rasToLps,
  spacingMm,
  voxelVolumeMl,
  type WorldFrame,
} from "./affine.ts";
export {
  type ChoiceWarning,
  type CineChoice,
  type CineChoiceOptions,
  chooseCine,
  MIN_STACK_SLICES,
} from "./dicom/choose-cine.ts";
export { scaledCieLab } from "./dicom/cie-lab.ts";
export { assembleCine, type Cine } from "./dicom/cine.ts";
export { type CineLayout, type LayoutOptions, layOutCine, layoutOptionsOf } from "./dicom/cine-layout.ts";
export type { CineTiming } from "./dicom/cine-timing.ts";
export type { CineWarning } from "./dicom/cine-warning.ts";
export type { CodedConcept, CodingScheme } from "./dicom/coded-concept.ts";
export { type Container, type ContentItem, type Related, type Relationship, related } from "./dicom/content-item.ts";
export { type Retention, retentions } from "./dicom/de-identify/clean-elements.ts";
export { addCounts, type CountName, type Counts, countNames, noCounts } from "./dicom/de-identify/counts.ts";
export { type DeIdentificationOptions, type DeIdentifiedFile, deIdentify } from "./dicom/de-identify/de-identify.ts";
export { profileEdition } from "./dicom/de-identify/profile.ts";
export { pseudonymOf, type Secret } from "./dicom/de-identify/secret.ts";
export type { DerivedObject, Equipment } from "./dicom/derived-object.ts";
export { DicomError, type DicomErrorKind } from "./dicom/errors.ts";
export type { FrameOrder } from "./dicom/frame-order.ts";
export { type OrderedFrames, orderFrames } from "./dicom/frame-order.ts";
export { type DicomIndex, indexInstances, type NamedBytes, type SkippedFile } from "./dicom/index-instances.ts";
export {
  type Arrangement,
  extentOf,
  inspectSeries,
  type PlaneOrientation,
  type Problem,
  type SeriesSummary,
  summarizeSeries,
} from "./dicom/inspect.ts";
export {
  type DicomInstance,
  normalOf,
  type Orientation,
  parseDicomInstance,
  parseDicomInstances,
} from "./dicom/instance.ts";
export { type JoinedSeries, joinSliceSeries, type UnjoinedSlices } from "./dicom/join-slices.ts";
export { looksLikeDicom } from "./dicom/part10.ts";
export type { PatientFacts } from "./dicom/patient-facts.ts";
export { patientKey } from "./dicom/patient-key.ts";
export { readPixels, readStoredPixels, type StoredPixels } from "./dicom/pixel-decoders.ts";
export type { EncodedPixels, PixelFormat } from "./dicom/pixel-format.ts";
export {
  type FolderCine,
  filePathsBelow,
  readCineFolder,
  readDicomFile,
  readDicomFolder,
  readWholeFolder,
} from "./dicom/read-folder.ts";
export { type ReadPlane, type ReadSegmentation, readSegmentation } from "./dicom/read-segmentation.ts";
export { groupSeries, type Series } from "./dicom/series.ts";
export { type Slice, slicesOf } from "./dicom/slice-stack.ts";
export { isWellFormedUid, type SeriesReference, type SopReference } from "./dicom/sop-reference.ts";
export { type SourceCine, type SourceFrame, seriesReferences, sourceCineOf } from "./dicom/source-cine.ts";
export type { StatedUnit } from "./dicom/stated-unit.ts";
export { assembleStill, type Still, type StillUnit } from "./dicom/still.ts";
export {
  type PatientIdentifier,
  readPatientIdentifier,
  readStudyContext,
  type StudyContext,
} from "./dicom/study-context.ts";
export { readStudyTitle, type StudyTitle } from "./dicom/study-title.ts";
export { type Technique, unknownTechnique } from "./dicom/technique.ts";
export { uidFrom } from "./dicom/uid.ts";
export { isWritable } from "./dicom/write-elements.ts";
export { type EncapsulatedPdfToWrite, writeEncapsulatedPdf } from "./dicom/write-encapsulated-pdf.ts";
export {
  type MrInstanceToWrite,
  type WrittenPatient,
  type WrittenSequence,
  writeMrInstance,
} from "./dicom/write-mr-instance.ts";
export { type SecondaryCaptureToWrite, writeSecondaryCapture } from "./dicom/write-secondary-capture.ts";
export {
  type Segment,
  type SegmentationAlgorithm,
  type SegmentationEncoding,
  type SegmentationToWrite,
  segmentationStorage,
  sourceForProcessing,
  writeSegmentation,
} from "./dicom/write-segmentation.ts";
export { type StructuredReportToWrite, writeStructuredReport } from "./dicom/write-structured-report.ts";
export {
  type ErrorDetails,
  GeometryError,
  type GeometryErrorKind,
  GridError,
  type GridErrorKind,
  ImagingError,
  NiftiError,
  type NiftiErrorKind,
} from "./errors.ts";
export { fileProblem, writingProblem } from "./file-problem.ts";
export {
  assertSameGrid,
  cropGrid,
  type Extent,
  inPlaneGrid,
  isSameGrid,
  makeGrid,
  padGrid,
} from "./geometry-grid.ts";
export type { Vector3 } from "./geometry-vector.ts";
export { add, cross, dot, length, scale, subtract } from "./geometry-vector.ts";
export {
  decodeNifti,
  decodeNiftiLabels,
  type NiftiLabels,
  type NiftiLimits,
  type NiftiVolume,
} from "./nifti/decode.ts";
export type { NiftiGeometry, NiftiHeader, NiftiVersion } from "./nifti/header.ts";
export { parseNiftiHeader } from "./nifti/parse-header.ts";
export { readNifti, readNiftiLabels } from "./nifti/read.ts";
export type { GeometrySource } from "./nifti/transform.ts";
export type { NiftiWarning } from "./nifti/warnings.ts";
export {
  type NiftiLabelOptions,
  type NiftiVolumeOptions,
  type NiftiWriteOptions,
  writeNifti,
  writeNiftiLabels,
} from "./nifti/write.ts";
export { RasterError, type RasterErrorKind } from "./raster/errors.ts";
export type { GreyImage, RasterLimits } from "./raster/grey-image.ts";
export { decodeJpeg } from "./raster/jpeg.ts";
export { looksLikeJpeg } from "./raster/jpeg-frame.ts";
export { decodePng } from "./raster/png.ts";
export { looksLikePng } from "./raster/png-chunks.ts";
export { decodeRgbPng, type RgbImage } from "./raster/rgb-png.ts";
export { type ClassScores, labelsFromScores } from "./resample/native-labels.ts";
export { resample, resampleLabels } from "./resample/resample.ts";
export type { Interpolation } from "./resample/sampling.ts";
export {
  assertWholeVolume,
  frameOf,
  type Grid,
  type LabelVolume,
  labelFrameOf,
  type Volume,
  voxelsPerFrame,
} from "./volume.ts";
