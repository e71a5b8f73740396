export { type IntensityScale, intensityScale, scaled } from "./intensities.ts";
export { openSegmenter } from "./model-folder.ts";
export {
  modelCardSchema,
  type SegmentationModelFile,
  type SegmentationPlan,
  segmentationPlanSchema,
} from "./plan.ts";
export { type SegmentationModel, type Segmenter, segmenterOf } from "./segmenter.ts";
export { bilinear, fillWindow, neighbourSlices, uprightWindow, type WindowTransform } from "./window.ts";
