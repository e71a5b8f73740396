/**
 * What happens to the intensities of a crop, 0 … 1: what scanners, coils and protocols do to them.
 *
 * DINO's colour jitter becomes gamma, brightness and contrast; its random grey has nothing to remove. Solarisation, which
 * inverts bright pixels of one global crop, is left out: which tissue is brighter tells cine from late enhancement and
 * blood from muscle, and no scanner swaps a part of the scale.
 *
 * Sources: Caron et al. 2021, arXiv:2104.14294, appendix; bias field of MONAI's RandBiasField; noise of magnitude
 * images, Gudbjartsson & Patz 1995, doi:10.1002/mrm.1910340618.
 */
import type { RandomStream } from "@cmrkit/tensor";
import type { DinoAugmentation } from "./config.ts";
import { between } from "./crop-frame.ts";

/** Changes a square crop in place. @param blurProbability of this kind of crop. */
export function changeIntensities(
  crop: Float32Array,
  size: number,
  augmentation: DinoAugmentation,
  blurProbability: number,
  random: RandomStream,
): void {
  const { gamma, brightness, contrast, biasField, noise, blur } = augmentation;
  const happens = (probability: number) => random.uniform() < probability;
  if (happens(gamma.probability)) applyGamma(crop, between(gamma.exponent, random));
  if (happens(brightness.probability)) scaleAbout(crop, 0, between(brightness.factor, random));
  if (happens(contrast.probability)) scaleAbout(crop, meanOf(crop), between(contrast.factor, random));
  if (happens(biasField.probability)) multiplyByField(crop, size, between(biasField.strength, random), random);
  if (happens(blurProbability)) blurInPlace(crop, size, between(blur.deviation, random));
  if (happens(noise.probability)) addNoise(crop, between(noise.deviation, random), happens(noise.rician), random);
}

function applyGamma(crop: Float32Array, exponent: number): void {
  for (let i = 0; i < crop.length; i++) crop[i] = Math.max(0, crop[i]!) ** exponent;
}

function scaleAbout(crop: Float32Array, middle: number, factor: number): void {
  for (let i = 0; i < crop.length; i++) crop[i] = middle + (crop[i]! - middle) * factor;
}

function meanOf(crop: Float32Array): number {
  return crop.reduce((sum, value) => sum + value, 0) / crop.length;
}

/** The exponential of a random polynomial of degree two over the crop. */
function multiplyByField(crop: Float32Array, size: number, strength: number, random: RandomStream): void {
  const [x1, y1, x2, y2, xy] = Array.from({ length: 5 }, () => strength * (2 * random.uniform() - 1));
  for (let i = 0; i < crop.length; i++) {
    const x = (2 * (i % size)) / (size - 1) - 1;
    const y = (2 * Math.floor(i / size)) / (size - 1) - 1;
    crop[i]! *= Math.exp(x1! * x + y1! * y + x2! * x * x + y2! * y * y + xy! * x * y);
  }
}

const BLUR_DEVIATIONS = 3;

/** Convolves with a normal distribution, along rows and then columns; beyond the border is the border. */
export function blurInPlace(crop: Float32Array, size: number, deviation: number): void {
  const reach = Math.ceil(BLUR_DEVIATIONS * deviation);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-(((i - reach) / deviation) ** 2) / 2));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  for (const [step, stride] of [
    [1, size],
    [size, 1],
  ] as const)
    for (let line = 0; line < size; line++) {
      const start = line * stride;
      const before = Float32Array.from({ length: size }, (_, i) => crop[start + i * step]!);
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++)
          sum += kernel[k + reach]! * before[Math.min(size - 1, Math.max(0, i + k))]!;
        crop[start + i * step] = sum / total;
      }
    }
}

/** Normal noise, or that of the length of a complex signal with such noise in both parts. */
function addNoise(crop: Float32Array, deviation: number, isRician: boolean, random: RandomStream): void {
  for (let i = 0; i < crop.length; i++) {
    const real = crop[i]! + deviation * random.normal();
    crop[i] = isRician ? Math.hypot(real, deviation * random.normal()) : real;
  }
}
