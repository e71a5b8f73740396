export { type BootstrapInterval, type BootstrapOptions, bootstrapInterval } from "./agreement/bootstrap.ts";
export { squaredDistancesMm2 } from "./agreement/distance-transform.ts";
export { type IntraclassForm, intraclassCorrelation } from "./agreement/intraclass-correlation.ts";
export { type LandmarkDistance, type LandmarkPoint, landmarkDistance } from "./agreement/landmark-distance.ts";
export { type Overlap, overlap } from "./agreement/overlap.ts";
export {
  coefficientOfVariationPercent,
  type Pair,
  type PairedAgreement,
  pairedAgreement,
  pearsonR,
} from "./agreement/paired-agreement.ts";
export { quantileOfSorted } from "./agreement/quantile.ts";
export { type StabilityOptions, stabilityScores } from "./agreement/stability-score.ts";
export { type Summary, summary } from "./agreement/summary.ts";
export { type SurfaceAgreement, surfaceAgreement } from "./agreement/surface-distance.ts";
export { biplaneVolumeMl, type LongAxisOutline, singlePlaneVolumeMl } from "./area-length.ts";
export { type BodySize, type BodySurfaceAreaFormula, bodySurfaceAreaM2 } from "./body-size.ts";
export { type CodedMeasure, codedMeasures } from "./coded-measures.ts";
export { quantities, reportConcepts, type StructureCodes, segmentSites, structureCodes, units } from "./codes.ts";
export {
  type Components,
  connectedComponents,
  largestComponent,
  type Neighbourhood,
} from "./connected-components.ts";
export { type ContourStrain, contourStrain } from "./contour-strain.ts";
export { type Contour, type ContourPoint, contours, type SliceOf, signedArea } from "./contours.ts";
export type { Conventions, PapillaryConvention, PhaseSource } from "./conventions.ts";
export type { Correction } from "./corrections/correction.ts";
export { fillLeftVentricle } from "./corrections/enclosed-holes.ts";
export { keepLargestComponent, removeDetached } from "./corrections/stray-components.ts";
export { type EjectionFractionClass, ejectionFractionClass } from "./ejection-fraction-class.ts";
export { CardiacError, type CardiacErrorKind } from "./errors.ts";
export { HEART_RATE_PER_MIN, isHeartRate } from "./heart-rate.ts";
export { frameLabels, joinFrames } from "./label-frames.ts";
export {
  type LabelName,
  type LabelTable,
  type LabelTableName,
  labelNameOrder,
  labelTables,
  type NamedLabels,
} from "./label-names.ts";
export { assertLabelOrder, type LabelOrderVerdict, labelOrderPlausible } from "./label-order.ts";
export { type LocalReference, zScore } from "./local-reference.ts";
export {
  atrialAreaMm2,
  atriumOutline,
  cavityAreaMm2,
  endocardialLengthMm,
  planeSize,
  ventricleOutline,
} from "./long-axis/chamber-outlines.ts";
export { LEFT_ATRIUM, longAxisLabels } from "./long-axis/long-axis-labels.ts";
export { type LongAxisPoints, longAxisPoints } from "./long-axis/long-axis-points.ts";
export {
  type LongAxisFunction,
  type LongAxisLandmarks,
  type LongAxisPhases,
  longAxisFunction,
} from "./long-axis-function.ts";
export {
  type FunctionMeasurements,
  type FunctionOptions,
  measureFunction,
  measureFunctionFromPair,
  measurementsSchema,
} from "./measure-function.ts";
export { derive, isMeasured, type Measured, type NotMeasurable, notMeasurable } from "./measured.ts";
export {
  type ShapeCheck,
  type ShapeNumbers,
  shapeCheckNames,
  shapeChecks,
  shapeNumbers,
  type TwoPhases,
} from "./outlines/shape-checks.ts";
export { type PapillaryLabels, papillaryByThreshold } from "./papillary.ts";
export type { Phases } from "./phases.ts";
export { labelOrderWarnings, type Warning, type WarningKind } from "./quality.ts";
export {
  type RangedMeasure,
  type RangedUnit,
  type RangePosition,
  type ReferenceDistribution,
  type ReferenceRange,
  type ReferenceSubject,
  rangedUnits,
  rangePosition,
  referenceDistributions,
  referenceRange,
  referenceRanges,
  referenceZScore,
  type Sex,
} from "./reference-ranges.ts";
export {
  overlappingRows,
  type ReferenceFit,
  type ReferenceRow,
  type ReferenceTable,
  rangeOfRow,
  referenceFit,
  zScoreOfRow,
} from "./reference-table.ts";
export { type AhaSegment, ahaSegments, type SegmentLevel, segmentAt } from "./segments/aha-segments.ts";
export { type MarkedInsertion, type SegmentPlane, segmentOfPoint, segmentPlanes } from "./segments/segment-planes.ts";
export {
  type SegmentOptions,
  type SegmentWall,
  type SegmentWalls,
  segmentWalls,
} from "./segments/segment-wall.ts";
export { type StackOrientation, stackOrientation } from "./segments/stack-orientation.ts";
export { voxelSegments } from "./segments/voxel-segments.ts";
export type { VentricleLandmarks } from "./slices/annulus-plane.ts";
export { countedLabels } from "./slices/counted-labels.ts";
export type { ChosenSlices, SliceChoice, SliceRange } from "./slices/slice-choice.ts";
export {
  assertCountable,
  type CountedSlice,
  type DecidedBy,
  type PhaseLandmarks,
  type PhaseSlices,
  type SliceCounting,
  type VentricleSlices,
} from "./slices/slice-counting.ts";
export type { SliceJudgement, SliceVerdict } from "./slices/slice-verdict.ts";
export type { RuledSlice } from "./slices/wall-rule.ts";
export {
  BACKGROUND,
  type LabelConvention,
  LEFT_VENTRICLE,
  labelConventions,
  MYOCARDIUM,
  RIGHT_VENTRICLE,
  type Structure,
  type StructureName,
  structureNames,
  structures,
  toCmrkitLabels,
} from "./structures.ts";
export { darkestSector } from "./tissue/darkest-sector.ts";
export {
  type DeviationMultiple,
  deviationMultiples,
  type EnhancementThreshold,
  thresholdAboveRemote,
  thresholdAtHalfMaximum,
} from "./tissue/enhancement-threshold.ts";
export { erodedMyocardium } from "./tissue/eroded-myocardium.ts";
export {
  assertHaematocrit,
  extracellularVolumePercent,
  partitionCoefficient,
  type RelaxationTimes,
} from "./tissue/extracellular-volume.ts";
export type { Region } from "./tissue/region.ts";
export { ENHANCED, NO_REFLOW, type ScarMap, type ScarMeasures, scarAbove, scarMeasures } from "./tissue/scar.ts";
export { type ScarLabels, scarLabels } from "./tissue/scar-labels.ts";
export { type MapValues, mapValues, type SegmentValue, valueWithin } from "./tissue/segment-values.ts";
export { bloodCore, wallCore } from "./tissue/wall-core.ts";
export { type TricuspidLandmarks, tapseMm } from "./tricuspid-excursion.ts";
export {
  type IndexedLeftVentricularFunction,
  type IndexedVolumes,
  type LeftVentricularFunction,
  MYOCARDIAL_DENSITY_G_PER_ML,
  type VentricularVolumes,
  volumesOfPhases,
} from "./ventricular-function.ts";
export { type VolumeRates, volumeRates } from "./volume-rates.ts";
export { type SliceExtent, sliceExtent, structureVolumeMl } from "./volumes.ts";
export { type WallPoint, type WallProfile, wallProfile } from "./wall-profile.ts";
export { type WallThickness, wallThickness } from "./wall-thickness.ts";
