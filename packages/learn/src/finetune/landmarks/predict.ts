/** Landmarks that a fine-tuned network finds in an image, on the image's own pixels. */
import type { PlanePoint } from "@cmrkit/cardiac/landmarks";
import { readLandmarks } from "../../landmarks/read-landmarks.ts";
import { pointInSlice } from "../../landmarks/window-points.ts";
import { type Predictor, predictImage, predictVoxels } from "../predict.ts";
import type { PreparedImage } from "../prepared-image.ts";
import { uprightPlace } from "../window.ts";
import { type LandmarkTask, landmarkNames } from "./config.ts";
import { nativePoint } from "./plane-grids.ts";

export interface FoundLandmark {
  readonly name: string;
  /** In native pixels. */
  readonly point: PlanePoint;
  /** Of `readLandmarks`; coordinates alone tell none. */
  readonly confidence?: number;
}

/** Of σ: what of a heat map is about its landmark. */
const RADIUS_SIGMAS = 4;

/** @param image One slice, as `preparedSlices` parts a stack. */
export async function predictLandmarks(
  predictor: Predictor,
  image: PreparedImage,
  task: LandmarkTask,
): Promise<readonly FoundLandmark[]> {
  const names = landmarkNames(task.landmarks);
  const found = await (task.kind === "landmark-heatmap"
    ? peaks(predictor, image, names.length, RADIUS_SIGMAS * task.sigmaPixels)
    : coordinates(predictor, image));
  return found.map(({ point, ...rest }, l) => ({ name: names[l]!, point: nativePoint(image, point), ...rest }));
}

type Found = Omit<FoundLandmark, "name">;

async function peaks(predictor: Predictor, image: PreparedImage, L: number, radiusPixels: number): Promise<Found[]> {
  const [, , Y, X] = image.size;
  return readLandmarks(await predictVoxels(predictor, image, L), { X, Y }, { radiusPixels });
}

/** Coordinates are of the window that `predictImage` looks at, about the image's middle. */
async function coordinates({ session, weights, batch, view }: Predictor, image: PreparedImage): Promise<Found[]> {
  const [, , Y, X] = image.size;
  const { size } = view.window;
  const { transform } = uprightPlace((X - 1) / 2, (Y - 1) / 2, 0, 1, size);
  // whatever else a predictor does to images, such as turning them, would leave coordinates of another window
  const values = await predictImage({ session, weights, batch, view }, image);
  return Array.from({ length: values.length / 2 }, (_, l) => ({
    point: pointInSlice(transform, size, [values[2 * l]!, values[2 * l + 1]!]),
  }));
}
