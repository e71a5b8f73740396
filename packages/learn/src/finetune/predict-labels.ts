/** A segmentation as files on the native voxels of its image. */
import { writeNiftiLabels } from "@cmrkit/imaging";
import { encodePng } from "@cmrkit/study";
import { predictedClasses, type SegmentedBy } from "./native-labels.ts";
import type { Predictor } from "./predict.ts";
import type { InputImage } from "./predict-input.ts";

export interface LabelFileContent {
  /** After the image's stem. */
  readonly ending: string;
  readonly content: Uint8Array;
}

/**
 * A compressed NIfTI file with the frames and the geometry of the image; of pictures whose pixel size nobody knows, a PNG for
 * each slice, since NIfTI cannot leave a size open and volumes would be measured by a guess.
 * Labels are the numbers of the classes.
 */
export async function labelFiles(
  { frames, place }: InputImage,
  predictor: Predictor,
  task: SegmentedBy,
): Promise<LabelFileContent[]> {
  const perFrame: Uint8Array[] = [];
  for (const image of frames) perFrame.push(await predictedClasses(image, task, predictor));
  const lies = await place();
  if (lies === undefined) return pictures(perFrame, frames[0]!.native.size);
  const labels = { grid: lies.grid, frameCount: frames.length, labels: joined(perFrame) };
  const content = writeNiftiLabels(labels, { gzip: true, ...(lies.header && { like: lies.header }) });
  return [{ ending: ".nii.gz", content }];
}

function pictures(perFrame: readonly Uint8Array[], [Z, Y, X]: readonly [number, number, number]): LabelFileContent[] {
  const slices = perFrame.flatMap((labels) =>
    Array.from({ length: Z }, (_, z) => labels.subarray(z * Y * X, (z + 1) * Y * X)),
  );
  const numbered = (n: number) => (slices.length === 1 ? ".png" : `_${n + 1}.png`);
  return slices.map((slice, n) => ({ ending: numbered(n), content: encodePng(slice, X, Y) }));
}

function joined(perFrame: readonly Uint8Array[]): Uint8Array {
  const [first] = perFrame;
  const all = new Uint8Array(perFrame.length * first!.length);
  perFrame.forEach((labels, t) => {
    all.set(labels, t * first!.length);
  });
  return all;
}
