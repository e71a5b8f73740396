/** Which patches of masked images are probed: as many of every structure, drawn by lot. */
import { permutation, type RandomStream } from "@cmrkit/tensor";
import type { RowLabels } from "../../linear/linear-classifier.ts";

/** An image whose mask is known. */
export interface PatchedImage {
  readonly patient: string;
  /** Of each patch, in the order of the image's tokens; none where there is no mask. */
  readonly labels: readonly number[];
}

export interface PatchPlan {
  /** Of each image the patches that are probed. */
  readonly chosen: readonly (readonly number[])[];
  /** Of all chosen patches, image by image. */
  readonly labels: RowLabels;
}

/** Patches of one structure, and of none, that a probe sees at most. */
const MOST_OF_A_LABEL = 200;

/** Nothing when no image has a mask. */
export function patchPlan(
  images: readonly PatchedImage[],
  random: RandomStream,
  mostOfALabel: number = MOST_OF_A_LABEL,
): PatchPlan | undefined {
  if (images.every(({ labels }) => labels.length === 0)) return undefined;
  const chosen = choosePatches(images, random, mostOfALabel);
  const places = chosen.flatMap((patches, i) =>
    patches.map((patch) => ({ patient: images[i]!.patient, label: images[i]!.labels[patch]! })),
  );
  const classes = [...new Set(places.map(({ label }) => label))].sort((a, b) => a - b);
  const classIndex = places.map(({ label }) => classes.indexOf(label));
  return { chosen, labels: { classIndex, patient: places.map(({ patient }) => patient) } };
}

function choosePatches(images: readonly PatchedImage[], random: RandomStream, mostOfALabel: number): number[][] {
  const byLabel = Map.groupBy(
    images.flatMap(({ labels }, image) => labels.map((label, patch) => ({ image, patch, label }))),
    ({ label }) => label,
  );
  const chosen: number[][] = images.map(() => []);
  for (const [label, all] of byLabel)
    for (const i of permutation(all.length, random.fork(label)).slice(0, mostOfALabel))
      chosen[all[i]!.image]!.push(all[i]!.patch);
  return chosen.map((patches) => patches.sort((a, b) => a - b));
}

/** The chosen rows of an image's tokens (N, E), one after the other. */
export function rowsOfPatches(tokens: Float32Array, patches: readonly number[], width: number): Float32Array {
  const rows = new Float32Array(patches.length * width);
  patches.forEach((patch, i) => {
    rows.set(tokens.subarray(patch * width, (patch + 1) * width), i * width);
  });
  return rows;
}
