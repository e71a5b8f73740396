/** Pictures of a beating heart, and the true label of every voxel, on a grid of any orientation and voxel size. */
import { type Grid, type LabelVolume, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import type { RandomStream } from "@cmrkit/tensor";
import type { Heart } from "./heart.ts";
import { pictureNoise, received } from "./receiver.ts";
import { type CineScan, shortAxisGrid } from "./scan.ts";
import { sceneOf } from "./scene.ts";
import { labelsAt, sliceAt, stillSlice } from "./slice.ts";

/** A cine and its truth, voxel by voxel. */
export interface RenderedCine {
  /** Whole numbers, as a scanner stores them. */
  readonly volume: Volume;
  /** 1 right cavity, 2 left myocardium, 3 left cavity: the structure at the centre of each voxel. */
  readonly labels: LabelVolume;
}

/**
 * A cine of `heart` as `scan` shows it.
 * @param random noise and breath-hold shifts come from it; equal streams give equal bytes.
 * @param grid the planes. By default the short-axis stack of `shortAxisGrid`.
 */
export function renderCine(
  heart: Heart,
  scan: CineScan,
  random: RandomStream,
  grid: Grid = shortAxisGrid(heart, scan),
): RenderedCine {
  const scene = sceneOf(heart, scan);
  const { frameCount, sliceThicknessMm: thicknessMm } = scan;
  const voxels = voxelsPerFrame(grid);
  const data = new Float32Array(frameCount * voxels);
  const labels = new Uint8Array(frameCount * voxels);
  const breathing = random.fork("breathing");
  const noise = pictureNoise(random.fork("noise"));
  for (let sliceIndex = 0; sliceIndex < grid.size[2]; sliceIndex++) {
    const shiftMm = breathing.normal() * scan.breathingSigmaMm;
    const slice = stillSlice(scene, { grid, sliceIndex, thicknessMm, shiftMm });
    for (const [t, drawn] of scene.moments.entries()) {
      const start = t * voxels + sliceIndex * grid.size[0] * grid.size[1];
      data.set(received(sliceAt(scene, slice, drawn), grid, scan, noise), start);
      labels.set(labelsAt(slice, drawn), start);
    }
  }
  const beatMs = 60_000 / heart.parameters.beat.heartRateBpm;
  const frameTimesMs = Object.freeze(scene.moments.map(({ moment }) => moment.phase * beatMs));
  return Object.freeze({
    volume: Object.freeze({ grid, frameCount, data, frameTimesMs }),
    labels: Object.freeze({ grid, frameCount, labels }),
  });
}
