/** What a correction of labels gives back: new labels, and how much it changed, so that the caller can say so. */
import type { LabelVolume } from "@cmrkit/imaging";
import { frameLabels } from "../label-frames.ts";

export interface Correction {
  readonly labels: LabelVolume;
  readonly changedVoxels: number;
}

/**
 * Corrects every frame on its own; the input stays as it is.
 * @param correctFrame changes the labels of one frame in place and gives the number of voxels changed.
 * @throws {GridError} `data-size`.
 */
export function correctFrames(labels: LabelVolume, correctFrame: (frame: Uint8Array) => number): Correction {
  const copy: LabelVolume = { ...labels, labels: labels.labels.slice() };
  let changedVoxels = 0;
  for (let t = 0; t < labels.frameCount; t++) changedVoxels += correctFrame(frameLabels(copy, t));
  return { labels: copy, changedVoxels };
}
