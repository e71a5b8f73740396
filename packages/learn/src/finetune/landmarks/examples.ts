/** Slices with landmarks as examples; those without are left out, and how many and why is told. */
import type { CaseImage, CasePixels, DataCase } from "../../datasets/data-set.ts";
import { readCaseImage } from "../../datasets/read-case-image.ts";
import { LearnError } from "../../errors.ts";
import { centroid, type PlanePoint } from "../../landmarks/plane.ts";
import type { FinetuneConfig } from "../config.ts";
import type { Example } from "../examples.ts";
import { prepareImage } from "../prepared-image.ts";
import type { WindowGrid } from "../window-grid.ts";
import type { LandmarkTask } from "./config.ts";
import { preparedPoint } from "./plane-grids.ts";
import { pointsOfSlice } from "./points-of-slice.ts";
import { slicesOf } from "./slices.ts";
import type { LandmarkTarget } from "./target.ts";

export interface LandmarkExamples {
  readonly examples: readonly Example[];
  /** Why each of the other slices has no landmarks. */
  readonly leftOut: readonly string[];
}

/** An image, and whose it is. */
export interface ImageOfCase {
  readonly of: DataCase;
  readonly image: CaseImage;
}

/**
 * Reads and prepares the slices of images that have landmarks.
 * @throws {LearnError} `unlabelled` when none has, and what reading throws.
 */
export async function landmarkExamples(
  images: readonly ImageOfCase[],
  task: LandmarkTask,
  { window }: Pick<FinetuneConfig, "window">,
): Promise<LandmarkExamples> {
  const examples: Example[] = [];
  const leftOut: string[] = [];
  for (const { of, image } of images) {
    const slices = slicesOf(await readCaseImage(image, of.id));
    for (const [z, pixels] of slices.entries()) {
      const found = pointsOfSlice(task.landmarks, image.landmarks, pixels, slices.length);
      const name = slices.length === 1 ? image.name : `${image.name} slice ${z + 1}`;
      if (found.kind === "not measurable") leftOut.push(found.because);
      else examples.push(exampleOf({ of, image, name, pixels }, found.points, task, window));
    }
  }
  if (examples.length > 0) return { examples, leftOut };
  throw new LearnError("unlabelled", `none of ${leftOut.length} images has landmarks: ${reasons(leftOut)}`);
}

interface SliceOfCase extends ImageOfCase {
  readonly name: string;
  readonly pixels: CasePixels;
}

function exampleOf(
  { of, image, name, pixels }: SliceOfCase,
  native: readonly PlanePoint[],
  task: LandmarkTask,
  window: WindowGrid,
): Example {
  const prepared = prepareImage(pixels, window, undefined, `case ${of.id}, ${name}`);
  const points = native.map((point) => preparedPoint(prepared, point));
  const { view, phase } = image;
  const about = { patient: of.patient, caseId: of.id, name };
  const truth = { kind: "landmarks", points, native, learntAs: learntAs(task), view, ...(phase && { phase }) } as const;
  // coordinates are asked of the window about the image's middle, so that is where they are learnt
  if (task.kind === "landmark-coordinates") return { ...about, image: prepared, truth };
  return { ...about, image: { ...prepared, centre: centroid(points) }, truth };
}

function learntAs(task: LandmarkTask): LandmarkTarget["learntAs"] {
  if (task.kind === "landmark-coordinates") return { kind: "coordinates" };
  return { kind: "heat maps", sigmaPixels: task.sigmaPixels };
}

/** One line for people, or nothing when no slice was left out. */
export function leftOutNote({ examples, leftOut }: LandmarkExamples): string | undefined {
  if (leftOut.length === 0) return undefined;
  const all = leftOut.length + examples.length;
  return `left out ${leftOut.length} of ${all} images, which have no landmarks: ${reasons(leftOut)}`;
}

/** The most frequent first. */
function reasons(leftOut: readonly string[]): string {
  const counted = [...Map.groupBy(leftOut, (because) => because)].sort(([, a], [, b]) => b.length - a.length);
  return counted.map(([because, { length }]) => `${length} because ${because}`).join("; ");
}
