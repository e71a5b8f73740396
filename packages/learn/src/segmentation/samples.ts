/** The training samples: every slice of every patient at both phases, and how a window is cut from one. */
import type { LabelVolume, Volume } from "@cmrkit/imaging";
import {
  fillWindow,
  type IntensityScale,
  intensityScale,
  neighbourSlices,
  type SegmentationPlan,
  uprightWindow,
  type WindowTransform,
} from "@cmrkit/study";
import { type HostTensor, permutation, type RandomStream } from "@cmrkit/tensor";
import { phases } from "../datasets/data-set.ts";
import type { LabelledHeart } from "../datasets/labelled-hearts.ts";
import { LearnError } from "../errors.ts";
import { augmentedTransform, augmentIntensities, between } from "./augment.ts";
import type { AugmentationConfig, SegmentationConfig } from "./config.ts";
import { contractWindow } from "./contraction.ts";

/** One slice to learn from, with what its whole study shares. */
export interface SegmentationSample {
  readonly image: Volume;
  readonly labels: LabelVolume;
  readonly sliceIndex: number;
  readonly scale: IntensityScale;
  /** Middle of the labelled heart over both phases, in native pixels. */
  readonly heartCentre: readonly [number, number];
}

export function segmentationSamples(patients: readonly LabelledHeart[], plan: SegmentationPlan): SegmentationSample[] {
  return patients.flatMap((patient) => {
    const scale = intensityScale([patient.ed.image.data, patient.es.image.data], plan.clipPercentiles);
    const heartCentre = labelledCentre([patient.ed.labels, patient.es.labels]);
    return phases.flatMap((phase) => {
      const { image, labels } = patient[phase];
      return Array.from({ length: image.grid.size[2] }, (_, sliceIndex) => ({
        image,
        labels,
        sliceIndex,
        scale,
        heartCentre,
      }));
    });
  });
}

/** The middle of the box about all labelled pixels, along i and j. */
function labelledCentre(parts: readonly LabelVolume[]): readonly [number, number] {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, 0];
  for (const { labels, grid } of parts) {
    const [X, Y] = grid.size;
    labels.forEach((label, at) => {
      if (label === 0) return;
      const [i, j] = [at % X, Math.floor(at / X) % Y];
      [left, right] = [Math.min(left, i), Math.max(right, i)];
      [top, bottom] = [Math.min(top, j), Math.max(bottom, j)];
    });
  }
  return [(left + right) / 2, (top + bottom) / 2];
}

/** The batch of an update counted from 1: `image` (B, slices, size, size) float32 and `label` (B, size, size) int64. */
export type SegmentationBatches = (step: number) => ReadonlyMap<string, HostTensor>;

/**
 * Batches that follow from the seed and the step alone: a resumed run draws what the unbroken one would have.
 * @throws {LearnError} `bad-config` for a batch of more slices than there are.
 */
export function segmentationBatches(
  samples: readonly SegmentationSample[],
  { plan, augmentation, optimiser: { batch: B } }: SegmentationConfig,
  random: RandomStream,
): SegmentationBatches {
  const perEpoch = Math.floor(samples.length / B);
  if (perEpoch === 0)
    throw new LearnError(
      "bad-config",
      `a batch of ${B} slices needs as many; the training patients have ${samples.length}`,
    );
  return (step) => {
    const epoch = Math.floor((step - 1) / perEpoch);
    const order = permutation(samples.length, random.fork("epoch").fork(epoch));
    const first = ((step - 1) % perEpoch) * B;
    const chosen = order.slice(first, first + B).map((i) => samples[i]!);
    return drawBatch(chosen, plan, augmentation, random.fork("step").fork(step));
  };
}

function drawBatch(
  samples: readonly SegmentationSample[],
  plan: SegmentationPlan,
  augmentation: AugmentationConfig,
  random: RandomStream,
): ReadonlyMap<string, HostTensor> {
  const { windowSize: size, inputSlices } = plan;
  const perImage = inputSlices * size * size;
  const images = new Float32Array(samples.length * perImage);
  const labels = new BigInt64Array(samples.length * size * size);
  samples.forEach((sample, b) => {
    const image = images.subarray(b * perImage, (b + 1) * perImage);
    drawWindow(
      sample,
      plan,
      augmentation,
      random.fork(b),
      image,
      labels.subarray(b * size * size, (b + 1) * size * size),
    );
  });
  return new Map<string, HostTensor>([
    ["image", { dtype: "float32", shape: [samples.length, inputSlices, size, size], data: images }],
    ["label", { dtype: "int64", shape: [samples.length, size, size], data: labels }],
  ]);
}

function drawWindow(
  sample: SegmentationSample,
  plan: SegmentationPlan,
  augmentation: AugmentationConfig,
  random: RandomStream,
  image: Float32Array,
  labels: BigInt64Array,
): void {
  const size = plan.windowSize;
  const [centreI, centreJ] = drawCentre(sample, plan, augmentation, random);
  const upright = uprightWindow(sample.image, plan, centreI, centreJ);
  const transform = augmentedTransform(upright, augmentation, random);
  const k = sample.sliceIndex;
  const seen = neighbourSlices(sample.image, plan, k);
  const slices = random.uniform() < augmentation.loneSlice ? seen.map(() => k) : seen;
  fillWindow(image, sample.image, 0, slices, { transform, scale: sample.scale, size });
  fillLabels(labels, sample.labels, k, transform, size);
  const { contraction } = augmentation;
  if (contraction && random.uniform() < contraction.probability)
    contractWindow(image, labels, size, between(contraction.area, random));
  augmentIntensities(image, size, augmentation, random);
}

/** About the labelled heart, or anywhere in the image. */
function drawCentre(
  { image, heartCentre }: SegmentationSample,
  plan: SegmentationPlan,
  { anywhere, shiftMm }: AugmentationConfig,
  random: RandomStream,
): readonly [number, number] {
  const [X, Y] = image.grid.size;
  if (random.uniform() < anywhere) return [random.uniform() * (X - 1), random.uniform() * (Y - 1)];
  const { a, d } = uprightWindow(image, plan, 0, 0);
  const shift = (perPixel: number) => ((2 * random.uniform() - 1) * shiftMm * perPixel) / plan.spacingMm;
  return [heartCentre[0] + shift(a), heartCentre[1] + shift(d)];
}

/** Labels of the nearest native pixels; background outside the image. */
function fillLabels(
  out: BigInt64Array,
  { grid, labels }: LabelVolume,
  k: number,
  { centreI, centreJ, a, b, c, d }: WindowTransform,
  size: number,
): void {
  const [X, Y] = grid.size;
  const slice = labels.subarray(k * X * Y, (k + 1) * X * Y);
  const half = (size - 1) / 2;
  for (let at = 0; at < out.length; at++) {
    const [u, v] = [(at % size) - half, Math.floor(at / size) - half];
    const [i, j] = [Math.round(centreI + a * u + b * v), Math.round(centreJ + c * u + d * v)];
    out[at] = i >= 0 && j >= 0 && i < X && j < Y ? BigInt(slice[j * X + i]!) : 0n;
  }
}
