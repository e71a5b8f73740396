/** Pictures of a beating heart, and the true label of every voxel, on a grid of any orientation and voxel size. */
import { type Grid, type LabelVolume, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import type { RandomStream } from "@cmrkit/tensor";
import { type Contrast, contrasts, type StillContrast } from "./contrast.ts";
import type { Heart } from "./heart.ts";
import { pictureNoise, received } from "./receiver.ts";
import { type CineScan, shortAxisGrid } from "./scan.ts";
import { sceneOf } from "./scene.ts";
import { labelsAt, sliceAt, stillSlice } from "./slice.ts";

/** An image and its truth, voxel by voxel. */
export interface RenderedImage {
  /** Whole numbers, as a scanner stores them. */
  readonly volume: Volume;
  /** 1 right cavity, 2 left myocardium, 3 left cavity, 4 infarct where it shows: the structure at the centre of each voxel. */
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
): RenderedImage {
  const phases = Array.from({ length: scan.frameCount }, (_, t) => t / scan.frameCount);
  const { volume, labels } = render(heart, scan, random, grid, {
    contrast: contrasts.cine(scan),
    phases,
    showsScar: false,
  });
  const beatMs = 60_000 / heart.parameters.beat.heartRateBpm;
  const frameTimesMs = Object.freeze(phases.map((phase) => phase * beatMs));
  return Object.freeze({ volume: Object.freeze({ ...volume, frameTimesMs }), labels });
}

/** Of the cycle: the rest of diastole, when stills are usually taken. */
const STILL_PHASE = 0.75;

/**
 * One image of `heart` at rest in diastole: late enhancement, or a map in ms. Its labels tell scar from muscle.
 * @param random as of `renderCine`.
 */
export function renderStill(
  heart: Heart,
  scan: CineScan,
  contrast: StillContrast,
  random: RandomStream,
  grid: Grid = shortAxisGrid(heart, scan),
): RenderedImage {
  const shown = { contrast: contrasts[contrast](scan), phases: [STILL_PHASE], showsScar: true };
  return render(heart, scan, random, grid, shown);
}

interface Shown {
  readonly contrast: Contrast;
  readonly phases: readonly number[];
  readonly showsScar: boolean;
}

function render(
  heart: Heart,
  scan: CineScan,
  random: RandomStream,
  grid: Grid,
  { contrast, phases, showsScar }: Shown,
): RenderedImage {
  const scene = sceneOf(heart, scan, contrast, phases);
  const thicknessMm = scan.sliceThicknessMm;
  const receiver = { noiseSigma: contrast.noiseSigma, pointSpreadMm: scan.pointSpreadMm };
  const frameCount = phases.length;
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
      data.set(received(sliceAt(scene, slice, drawn), grid, receiver, noise), start);
      labels.set(labelsAt(slice, drawn, showsScar), start);
    }
  }
  return Object.freeze({
    volume: Object.freeze({ grid, frameCount, data }),
    labels: Object.freeze({ grid, frameCount, labels }),
  });
}
