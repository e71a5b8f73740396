/** Landmarks that were found beside those that were marked, and how far apart they lie. */
import { landmarkDistance } from "@cmrkit/cardiac";
import { distance, type PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { ImageView } from "../../catalogue/image.ts";
import type { Phase } from "../../datasets/data-set.ts";
import type { OfPatient } from "../../metrics/metric.ts";
import type { Example } from "../examples.ts";
import type { Predictor } from "../predict.ts";
import type { PreparedImage } from "../prepared-image.ts";
import type { LandmarkTask } from "./config.ts";
import { predictLandmarks } from "./predict.ts";
import type { LandmarkTarget } from "./target.ts";

/** One landmark of one image; points in native pixels. */
export interface LandmarkAnswer extends OfPatient {
  readonly kind: "landmark";
  readonly caseId: string;
  readonly image: string;
  readonly name: string;
  readonly view: ImageView;
  readonly phase?: Phase;
  readonly predicted: PlanePoint;
  readonly reference: PlanePoint;
  readonly confidence?: number;
  /** Of the image's pixels; null where nobody knows it. */
  readonly spacingMm: readonly [x: number, y: number] | null;
  readonly distance: PlaneDistance;
}

/** In mm where the size of a pixel is known, else in native pixels. */
export interface PlaneDistance {
  readonly value: number;
  readonly unit: "mm" | "pixels";
}

/** What a model finds in an example. */
export async function landmarkAnswers(
  example: Example,
  task: LandmarkTask,
  predictor: Predictor,
): Promise<readonly LandmarkAnswer[]> {
  const { patient, caseId, name: image } = example;
  const { view, phase, native } = landmarksOf(example);
  const spacingMm = planeSpacing(example.image);
  const about = { kind: "landmark", patient, caseId, image, view, ...(phase && { phase }), spacingMm } as const;
  const found = await predictLandmarks(predictor, example.image, task);
  return found.map(({ name, point, ...confidence }, l) => {
    const reference = native[l]!;
    const apart = planeDistance(point, reference, spacingMm);
    return { ...about, name, predicted: point, reference, ...confidence, distance: apart };
  });
}

function landmarksOf({ truth }: Example): LandmarkTarget {
  if (truth.kind === "landmarks") return truth;
  throw new Error("internal: the examples of a landmark task carry landmarks");
}

function planeSpacing({ native: { spacingMm } }: PreparedImage): LandmarkAnswer["spacingMm"] {
  return spacingMm && [spacingMm[2], spacingMm[1]];
}

function planeDistance(a: PlanePoint, b: PlanePoint, spacingMm: LandmarkAnswer["spacingMm"]): PlaneDistance {
  if (!spacingMm) return { value: distance(a, b), unit: "pixels" };
  const apart = landmarkDistance(a, b, spacingMm);
  if (apart.kind !== "scored") throw new Error("internal: two points have a distance");
  return { value: apart.distanceMm, unit: "mm" };
}

/** The columns of a table after patient, case and image. */
export const LANDMARK_COLUMNS = "landmark,predicted_x,predicted_y,reference_x,reference_y,distance,unit,confidence";

export function landmarkCells({ name, predicted, reference, distance: apart, confidence }: LandmarkAnswer) {
  const numbers = [...predicted, ...reference, apart.value].map((value) => Number(value.toFixed(3)));
  return [name, ...numbers, apart.unit, confidence === undefined ? "" : Number(confidence.toFixed(3))];
}
