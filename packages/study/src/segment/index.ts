export { expectedDice, type LabelConfidence, type StructureConfidence } from "./confidence.ts";
export { type IntensityScale, intensityScale, scaled } from "./intensities.ts";
export { openSegmenter } from "./model-folder.ts";
export {
  modelCardSchema,
  type SegmentationModelFile,
  type SegmentationPlan,
  segmentationPlanSchema,
} from "./plan.ts";
export { type PredictedLabels, type SegmentationModel, type Segmenter, segmenterOf } from "./segmenter.ts";
export { bilinear, fillWindow, neighbourSlices, uprightWindow, type WindowTransform } from "./window.ts";
