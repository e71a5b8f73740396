/** Landmarks that were found beside those that were marked, and how far apart they lie. */
import { landmarkDistance } from "@cmrkit/cardiac";
import { distance, type PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { ImageView } from "../../catalogue/image.ts";
import type { Phase } from "../../datasets/data-set.ts";
import type { OfPatient } from "../../metrics/metric.ts";
import type { Example } from "../examples.ts";
import type { Predictor } from "../predict.ts";
import { type LandmarkTask, landmarkNames } from "./config.ts";
import { type FoundLandmark, predictLandmarks } from "./predict.ts";
import type { LandmarkTarget, PlaneSpacing } from "./target.ts";

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
  readonly spacingMm: PlaneSpacing;
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
  return besideMarked(example, await predictLandmarks(predictor, example.image, task));
}

/** What a model without error would find: of each image the same landmarks, units and phases that an evaluation will have. */
export function markedAnswers(example: MarkedExample, task: LandmarkTask): readonly LandmarkAnswer[] {
  const { native } = landmarksOf(example);
  return besideMarked(
    example,
    landmarkNames(task.landmarks).map((name, l) => ({ name, point: native[l]! })),
  );
}

type MarkedExample = Pick<Example, "patient" | "caseId" | "name" | "truth">;

function besideMarked(example: MarkedExample, found: readonly FoundLandmark[]): readonly LandmarkAnswer[] {
  const { patient, caseId, name: image } = example;
  const { view, phase, native, spacingMm } = landmarksOf(example);
  const about = { kind: "landmark", patient, caseId, image, view, ...(phase && { phase }), spacingMm } as const;
  return found.map(({ name, point, ...confidence }, l) => {
    const reference = native[l]!;
    const apart = planeDistance(point, reference, spacingMm);
    return { ...about, name, predicted: point, reference, ...confidence, distance: apart };
  });
}

function landmarksOf({ truth }: MarkedExample): LandmarkTarget {
  if (truth.kind === "landmarks") return truth;
  throw new Error("internal: the examples of a landmark task carry landmarks");
}

function planeDistance(a: PlanePoint, b: PlanePoint, spacingMm: PlaneSpacing): PlaneDistance {
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
