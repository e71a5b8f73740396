export { type Analysis, type AnalysisOptions, analyse, type MeasuringOptions, measureAgain } from "./analyse.ts";
export * from "./check/index.ts";
export { cohortCsv, failuresCsv } from "./cohort/cohort-csv.ts";
export { cohortPage } from "./cohort/cohort-page.ts";
export { findStudies } from "./cohort/find-studies.ts";
export {
  type CohortOutcome,
  type CohortStudy,
  type FailedStudy,
  isMeasuredStudy,
  type MeasuredStudy,
} from "./cohort/outcome.ts";
export { correctLabels } from "./correct-labels.ts";
export { StudyError, type StudyErrorKind } from "./errors.ts";
export * from "./hand-on/index.ts";
export { type EarlierResults, readEarlierResults } from "./input/read-earlier-results.ts";
export { readLandmarks } from "./input/read-landmarks.ts";
export { type NiftiFile, readNiftiFile, readNiftiPair } from "./input/read-nifti.ts";
export { kindOfPath, readStudy } from "./input/read-study.ts";
export { shapeFacts } from "./input/shape-facts.ts";
export type { InputFacts, StudyInput } from "./input/study-input.ts";
export { type ContourOrigin, measurementsJson, type StudyMeasurements } from "./measurements.ts";
export type { ModelFacts } from "./model-facts.ts";
export { modelFiles } from "./model-files.ts";
export { csvCell } from "./output/csv-cell.ts";
export { resultFiles, resultNames } from "./output/result-files.ts";
export { type SegmentationFile, segmentationFiles } from "./output/segmentation-files.ts";
export { segmentsCsv } from "./output/segments-csv.ts";
export { volumesCsv } from "./output/volumes-csv.ts";
export {
  assertFileWritable,
  assertWritable,
  type NamedFile,
  type OutputPolicy,
  writeFolder,
  writeOneFile,
} from "./output/write-folder.ts";
export * from "./recognise/index.ts";
export { axisTicks } from "./report/axis-ticks.ts";
export { type Crop, cropAroundLabels } from "./report/crop.ts";
export { cropped, type GreyWindow, greyWindow, toGrey } from "./report/grey-window.ts";
export { type Html, html, nothing } from "./report/html.ts";
export { encodePng, pngDataUri } from "./report/png.ts";
export { reportHtml } from "./report/report.ts";
export { styleSheet } from "./report/style-sheet.ts";
export * from "./segment/index.ts";
export type { Subject } from "./subject.ts";
export type { WallMeasurements } from "./wall.ts";
export type { StudyWarning, StudyWarningKind } from "./warning.ts";
