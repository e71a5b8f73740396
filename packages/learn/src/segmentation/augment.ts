/**
 * Augmentation of training windows: where a window is cut from, and what happens to its intensities.
 *
 * Source: the set of nnU-Net (Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, supplementary note 4): rotation,
 * scaling, noise, brightness, contrast, low resolution, gamma, mirroring; and the bias field of MONAI.
 */
import { bilinear, type WindowTransform } from "@cmrkit/study";
import type { RandomStream } from "@cmrkit/tensor";
import type { AugmentationConfig } from "./config.ts";

type Range = readonly [number, number];

/** A number drawn evenly from a range. */
export function between([low, high]: Range, random: RandomStream): number {
  return low + (high - low) * random.uniform();
}

/** Turns, scales, flips and shifts a window. */
export function augmentedTransform(
  upright: WindowTransform,
  config: Pick<AugmentationConfig, "rotation" | "scale" | "flips">,
  random: RandomStream,
): WindowTransform {
  const { a, d } = upright; // native pixels per window pixel along i and j
  const { rotation, scale, flips } = config;
  const angle = random.uniform() < rotation.probability ? (between(rotation.degrees, random) * Math.PI) / 180 : 0;
  const isScaled = random.uniform() < scale.probability;
  const factor = isScaled ? between(scale.factor, random) : 1;
  const stretch = isScaled ? between(scale.stretch, random) : 1;
  const [su, sv] = [stretch / factor, 1 / (factor * stretch)];
  const dihedral = random.uniform() < flips ? random.integer(8) : 0;
  const mirrored = dihedral & 4 ? -1 : 1;
  const turn = angle + (dihedral & 3) * (Math.PI / 2);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return {
    ...upright,
    a: a * cos * su * mirrored,
    b: -a * sin * sv,
    c: d * sin * su * mirrored,
    d: d * cos * sv,
  };
}

/** What happens to intensities. */
type IntensityChanges = Pick<
  AugmentationConfig,
  "gamma" | "contrast" | "brightness" | "noise" | "biasField" | "lowResolution"
>;

/** Changes the intensities of a window (planes, size, size) in place, of all planes alike. */
export function augmentIntensities(
  window: Float32Array,
  size: number,
  config: IntensityChanges,
  random: RandomStream,
): void {
  const { biasField, contrast, brightness, gamma, lowResolution, noise } = config;
  const happens = (probability: number) => random.uniform() < probability;
  if (happens(biasField.probability)) multiplyByField(window, size, between(biasField.strength, random), random);
  if (happens(contrast.probability)) scaleInPlace(window, between(contrast.factor, random));
  if (happens(brightness.probability)) shiftInPlace(window, between(brightness.shift, random));
  if (happens(gamma.probability)) applyGamma(window, between(gamma.exponent, random));
  if (happens(lowResolution.probability)) coarsen(window, size, between(lowResolution.factor, random));
  if (happens(noise.probability)) addNoise(window, between(noise.deviation, random), random);
}

function scaleInPlace(window: Float32Array, factor: number): void {
  for (let i = 0; i < window.length; i++) window[i]! *= factor;
}

function shiftInPlace(window: Float32Array, shift: number): void {
  for (let i = 0; i < window.length; i++) window[i]! += shift;
}

function addNoise(window: Float32Array, deviation: number, random: RandomStream): void {
  for (let i = 0; i < window.length; i++) window[i]! += deviation * random.normal();
}

/** Intensities between the window's extremes follow a power. */
function applyGamma(window: Float32Array, exponent: number): void {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of window) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const range = high - low;
  if (range === 0) return;
  for (let i = 0; i < window.length; i++) window[i] = low + range * ((window[i]! - low) / range) ** exponent;
}

/** A smooth field, exp of a random polynomial of degree two over the window, on intensities above the darkest. */
function multiplyByField(window: Float32Array, size: number, strength: number, random: RandomStream): void {
  const [x1, y1, x2, y2, xy] = Array.from({ length: 5 }, () => strength * (2 * random.uniform() - 1));
  const floor = window.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  for (let i = 0; i < window.length; i++) {
    const x = ((i % size) / (size - 1)) * 2 - 1;
    const y = ((Math.floor(i / size) % size) / (size - 1)) * 2 - 1;
    const field = Math.exp(x1! * x + y1! * y + x2! * x * x + y2! * y * y + xy! * x * y);
    window[i] = floor + (window[i]! - floor) * field;
  }
}

/** Samples each channel `factor` times more coarsely (nearest), then spreads it linearly again. */
function coarsen(window: Float32Array, size: number, factor: number): void {
  const coarse = Math.max(2, Math.round(size / factor));
  const step = (size - 1) / (coarse - 1);
  const small = new Float32Array(coarse * coarse);
  for (let start = 0; start < window.length; start += size * size) {
    const channel = window.subarray(start, start + size * size);
    for (let i = 0; i < small.length; i++) {
      const [x, y] = [Math.round((i % coarse) * step), Math.round(Math.floor(i / coarse) * step)];
      small[i] = channel[y * size + x]!;
    }
    for (let i = 0; i < channel.length; i++)
      channel[i] = bilinear(small, coarse, coarse, (i % size) / step, Math.floor(i / size) / step);
  }
}
