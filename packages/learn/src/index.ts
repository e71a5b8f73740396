export { acdcImagePath, acdcLabelPath, listAcdc, phases, readAcdcPatient } from "./datasets/acdc.ts";
export { type Split, splitPatients } from "./datasets/split.ts";
export { LearnError } from "./errors.ts";
export { parseSegmentationConfig, type SegmentationConfig } from "./segmentation/config.ts";
export { segmentationModel } from "./segmentation/network.ts";
export { splitSet, trainSegmentation } from "./segmentation/train.ts";
export { writeFileAtomically } from "./training/atomic-file.ts";
