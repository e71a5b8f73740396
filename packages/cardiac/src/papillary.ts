/**
 * Papillary muscles and trabeculae found by intensity, for users who count them to the mass.
 *
 * The labels alone cannot tell: cmrkit's models, like most expert labels, draw the cavity around them. Within the
 * cavity, a voxel counts as muscle when its intensity is nearer to the mean of myocardium than to the mean of blood.
 * The mean of blood is unknown while muscle hides in the cavity, so threshold and mean are found in turns (Ridler and
 * Calvard 1978, doi:10.1109/TSMC.1978.4310039) with the mean of labelled myocardium held fixed. Each frame has its
 * own threshold, because blood flowing in changes its brightness over the cycle.
 *
 * This is cmrkit's own rule. Voxels at the endocardial border that mix blood and muscle go to the muscle too, so masses
 * by this convention are larger than by hand.
 */
import { assertSameGrid, assertWholeVolume, type LabelVolume, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import { CardiacError } from "./errors.ts";
import { assertCmrkitLabels, LEFT_VENTRICLE, MYOCARDIUM } from "./structures.ts";

/** The turns end when the threshold moves less than this share of the contrast; a handful is usual. */
const SETTLED_SHARE = 1e-6;
const MOST_TURNS = 100;

export interface PapillaryLabels {
  /** Papillary muscle carries the myocardium's label: measure with `papillaryMuscles: "mass"`. */
  readonly labels: LabelVolume;
  /** Cavity voxels that became myocardium, per frame. */
  readonly movedVoxels: readonly number[];
  /** Intensity below which a cavity voxel counts as muscle, per frame; null where cavity or myocardium is not labelled. */
  readonly thresholds: readonly (number | null)[];
}

/**
 * Moves papillary muscle from the cavity to the myocardium. For cine pictures, where blood is bright.
 * @throws {CardiacError} `no-contrast` when the cavity is not brighter than the myocardium in some frame,
 *   `frame` when picture and labels differ in frames, `unknown-label`, `argument` when an intensity is not finite.
 * @throws {GridError} `grids-differ`, `data-size`.
 */
export function papillaryByThreshold(volume: Volume, labels: LabelVolume): PapillaryLabels {
  assertPictureOf(volume, labels);
  const size = voxelsPerFrame(labels.grid);
  const moved = labels.labels.slice();
  const frames = Array.from({ length: labels.frameCount }, (_, frame) => {
    const span = [frame * size, (frame + 1) * size] as const;
    return moveFrame(volume.data.subarray(...span), moved.subarray(...span), frame);
  });
  return {
    labels: { ...labels, labels: moved },
    movedVoxels: frames.map(({ count }) => count),
    thresholds: frames.map(({ threshold }) => threshold),
  };
}

function moveFrame(picture: Float32Array, labels: Uint8Array, frame: number) {
  const blood = intensitiesOf(picture, labels, LEFT_VENTRICLE);
  const muscle = intensitiesOf(picture, labels, MYOCARDIUM);
  if (blood.length === 0 || muscle.length === 0) return { count: 0, threshold: null };
  const threshold = bloodThreshold(blood, mean(muscle), frame);
  let count = 0;
  for (const [at, label] of labels.entries()) {
    if (label !== LEFT_VENTRICLE || picture[at]! >= threshold) continue;
    labels[at] = MYOCARDIUM;
    count += 1;
  }
  return { count, threshold };
}

function bloodThreshold(cavity: readonly number[], muscleMean: number, frame: number): number {
  const contrast = mean(cavity) - muscleMean;
  if (!Number.isFinite(contrast))
    throw new CardiacError("argument", `frame ${frame} has intensities that are not finite`);
  if (contrast <= 0) {
    throw new CardiacError(
      "no-contrast",
      `expected blood brighter than myocardium, but in frame ${frame} the cavity's mean is ${mean(cavity).toFixed(1)} and the myocardium's ${muscleMean.toFixed(1)}: not a cine picture?`,
      { frame },
    );
  }
  let threshold = muscleMean + contrast / 2;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const bloodMean = mean(cavity.filter((intensity) => intensity >= threshold));
    const next = (muscleMean + bloodMean) / 2;
    if (Math.abs(next - threshold) <= SETTLED_SHARE * contrast) return next;
    threshold = next;
  }
  return threshold;
}

function assertPictureOf(volume: Volume, labels: LabelVolume): void {
  assertWholeVolume(volume);
  assertWholeVolume(labels);
  assertSameGrid(volume.grid, labels.grid, "the picture and its labels");
  if (volume.frameCount !== labels.frameCount) {
    throw new CardiacError("frame", `the picture has ${volume.frameCount} frames, its labels ${labels.frameCount}`);
  }
  assertCmrkitLabels(labels);
}

function intensitiesOf(picture: Float32Array, labels: Uint8Array, label: number): number[] {
  const intensities: number[] = [];
  for (let at = labels.indexOf(label); at !== -1; at = labels.indexOf(label, at + 1)) intensities.push(picture[at]!);
  return intensities;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
