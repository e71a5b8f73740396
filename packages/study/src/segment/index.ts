export { type IntensityScale, intensityScale, scaled } from "./intensities.ts";
export {
  INPUT_SLICES,
  modelCardSchema,
  type SegmentationModelFile,
  type SegmentationPlan,
  segmentationPlanSchema,
} from "./plan.ts";
export { bilinear, fillWindow, neighbourSlices, uprightWindow, type WindowTransform } from "./window.ts";
