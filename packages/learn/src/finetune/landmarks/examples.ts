/** Slices with landmarks as examples; those without are left out, and why is told. */

import { centroid, type PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { CaseImage, DataCase } from "../../datasets/data-set.ts";
import { readCaseImage } from "../../datasets/read-case-image.ts";
import { type PreparedImage, prepareImage } from "../prepared-image.ts";
import type { WindowGrid } from "../window-grid.ts";
import type { LandmarkTask } from "./config.ts";
import { preparedPoint } from "./plane-grids.ts";
import { pointsOfSlice } from "./points-of-slice.ts";
import { labelSlices, preparedSlices } from "./slices.ts";
import type { LandmarkTarget, PlaneSpacing } from "./target.ts";

export interface LandmarkExample {
  readonly patient: string;
  readonly caseId: string;
  readonly name: string;
  readonly image: PreparedImage;
  readonly truth: LandmarkTarget;
}

/**
 * Reads and prepares the slices of a case's images that have landmarks.
 * @param onLeftOut Told for each of the others why it has none.
 * @throws {LearnError} what reading throws.
 */
export async function landmarkExamples(
  of: DataCase,
  images: readonly CaseImage[],
  { task, window }: { readonly task: LandmarkTask; readonly window: WindowGrid },
  onLeftOut: (because: string) => void,
): Promise<LandmarkExample[]> {
  const examples: LandmarkExample[] = [];
  for (const image of images) {
    const pixels = await readCaseImage(image, of.id);
    const slices = preparedSlices(prepareImage(pixels, window, undefined, `case ${of.id}, ${image.name}`));
    for (const [z, labels] of labelSlices(pixels).entries()) {
      const found = pointsOfSlice(task.landmarks, image.landmarks, labels, slices.length);
      const name = slices.length === 1 ? image.name : `${image.name} slice ${z + 1}`;
      if (found.kind === "not measurable") onLeftOut(found.because);
      else examples.push(exampleOf({ of, image, name, slice: slices[z]! }, found.points, task));
    }
  }
  return examples;
}

interface SliceOfCase {
  readonly of: DataCase;
  readonly image: CaseImage;
  readonly name: string;
  readonly slice: PreparedImage;
}

function exampleOf(
  { of, image, name, slice }: SliceOfCase,
  native: readonly PlanePoint[],
  task: LandmarkTask,
): LandmarkExample {
  const points = native.map((point) => preparedPoint(slice, point));
  const { view, phase } = image;
  const about = { patient: of.patient, caseId: of.id, name };
  const seen = { view, ...(phase && { phase }), spacingMm: planeSpacing(slice) };
  const truth = { kind: "landmarks", points, native, learntAs: learntAs(task), ...seen } as const;
  // coordinates are asked of the window about the image's middle, so that is where they are learnt
  if (task.kind === "landmark-coordinates") return { ...about, image: slice, truth };
  return { ...about, image: { ...slice, centre: centroid(points) }, truth };
}

function planeSpacing({ native: { spacingMm } }: PreparedImage): PlaneSpacing {
  return spacingMm && [spacingMm[2], spacingMm[1]];
}

function learntAs(task: LandmarkTask): LandmarkTarget["learntAs"] {
  if (task.kind === "landmark-coordinates") return { kind: "coordinates" };
  return { kind: "heat maps", sigmaPixels: task.sigmaPixels };
}
