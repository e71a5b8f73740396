/** Landmarks of an image that nobody has marked, in every slice of every frame. */
import type { Predictor } from "../predict.ts";
import type { LandmarkInSlice } from "../predict-answer.ts";
import type { PreparedImage } from "../prepared-image.ts";
import type { LandmarkTask } from "./config.ts";
import { type FoundLandmark, predictLandmarks } from "./predict.ts";
import { preparedSlices } from "./slices.ts";

export async function landmarksOfFrames(
  frames: readonly PreparedImage[],
  predictor: Predictor,
  task: LandmarkTask,
): Promise<LandmarkInSlice[]> {
  const all: LandmarkInSlice[] = [];
  for (const [t, frame] of frames.entries())
    for (const [z, slice] of preparedSlices(frame).entries()) {
      const found = await predictLandmarks(predictor, slice, task);
      all.push(...found.map((each) => ({ frame: t + 1, slice: z + 1, ...placed(each, slice) })));
    }
  return all;
}

function placed(
  { name, point: [x, y], ...rest }: FoundLandmark,
  { native: { spacingMm } }: PreparedImage,
): Omit<LandmarkInSlice, "frame" | "slice"> {
  return { landmark: name, x, y, ...(spacingMm && { xMm: x * spacingMm[2], yMm: y * spacingMm[1] }), ...rest };
}
