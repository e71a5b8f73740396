export { BOX_PIXEL_MM, type BoxPhase, boxPhases, type HeartBox, heartBox, type LabelledPhases } from "./heart-box.ts";
export {
  type ImageCheck,
  type ImageChecker,
  type ImageCheckFile,
  imageCheckNames,
  imageFeed,
  openImageChecker,
} from "./image-check.ts";
export { JUDGE_BATCH, type JudgedSlice, judgeOutlines } from "./judge.ts";
export { type DamageWeights, gateScore, type OutlineGate, oddity, type UsualNumber } from "./outline-gate.ts";
export {
  type OutlineCheck,
  type OutlineJudge,
  type OutlineJudgeFile,
  type OutlinesToJudge,
  openOutlineJudge,
} from "./outline-judge.ts";
export { type OutlineNumber, type OutlineNumbers, outlineNumberNames, outlineNumbers } from "./outline-numbers.ts";
export {
  boxPlaces,
  fillView,
  judgedSlices,
  VIEW_CHANNELS,
  VIEW_SIZE,
  type ViewedSlice,
  type ViewPlace,
} from "./slice-view.ts";
export { STACK_WINDOW_SIZE, stackWindow } from "./stack-window.ts";
