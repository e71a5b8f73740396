/** What the scanner adds to the picture: coil shading, point spread, noise. */
import { type Grid, spacingMm } from "@cmrkit/imaging";
import type { RandomStream } from "@cmrkit/tensor";
import type { BodyParameters } from "./parameters.ts";
import type { HeartFrame } from "./pose.ts";
import type { CineScan } from "./scan.ts";
import { smoothField } from "./texture.ts";

/** Depth at which a coil array sees half of what it sees at the skin, and how little its width matters. */
const COIL_REACH_MM = 48;
const COIL_WIDTH = 0.4;

/** Sensitivity at a point of the patient: 1 at the heart, more near the array on the chest and the one at the back. */
export function coilSensitivity(
  body: BodyParameters,
  frame: HeartFrame,
  shading: number,
): (x: number, y: number, z: number) => number {
  const [hx, hy, hz] = frame.origin;
  const ripple = smoothField(body.textureSeed, 180);
  const array = (across: number, deep: number, along: number) =>
    1 / (1 + (deep * deep + COIL_WIDTH ** 2 * (across * across + along * along)) / COIL_REACH_MM ** 2);
  const raw = (x: number, y: number, z: number) =>
    0.15 +
    array(x - hx, y + body.halfDepthMm, z - hz) +
    0.8 * array(x, y - body.halfDepthMm, z - hz) +
    0.06 * ripple(x, y, z);
  const atHeart = raw(hx, hy, hz);
  return (x, y, z) => 1 + shading * (raw(x, y, z) / atHeart - 1);
}

/**
 * A slice as it is stored: noise in both receiver channels, point spread of signal and noise alike, then magnitude
 * (Rician), rounded.
 * @param signal (Y, X) without noise; overwritten.
 * @param noise standard normal values, endless.
 */
export function received(
  signal: Float32Array,
  grid: Grid,
  { noiseSigma, pointSpreadMm }: Pick<CineScan, "noiseSigma" | "pointSpreadMm">,
  noise: () => number,
): Float32Array {
  const imaginary = new Float32Array(signal.length);
  if (noiseSigma > 0) {
    for (let i = 0; i < signal.length; i++) {
      signal[i]! += noiseSigma * noise();
      imaginary[i] = noiseSigma * noise();
    }
  }
  spread(signal, grid, pointSpreadMm);
  spread(imaginary, grid, pointSpreadMm);
  return signal.map((real, i) => Math.round(Math.sqrt(real * real + imaginary[i]! * imaginary[i]!)));
}

/** Convolves a slice with a Gaussian of unit sum, repeating the edge. */
function spread(slice: Float32Array, grid: Grid, pointSpreadMm: number): void {
  if (pointSpreadMm === 0) return;
  const [columns, rows] = grid.size;
  const [dx, dy] = spacingMm(grid.ijkToLps);
  const across = gaussian(pointSpreadMm / dx);
  const down = gaussian(pointSpreadMm / dy);
  const line = new Float32Array(Math.max(columns, rows) + across.length + down.length);
  for (let y = 0; y < rows; y++) spreadLine(slice, { start: y * columns, step: 1, count: columns }, across, line);
  for (let x = 0; x < columns; x++) spreadLine(slice, { start: x, step: columns, count: rows }, down, line);
}

/** Weights of a Gaussian at whole pixels, out to 3 σ, with sum 1. */
function gaussian(sigmaPixels: number): Float64Array {
  const reach = Math.ceil(3 * sigmaPixels);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / sigmaPixels) ** 2),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** A row or a column of a slice: where it starts, how far apart its pixels are stored, how many they are. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** @param scratch room for the line and the reach of the weights on both sides. */
function spreadLine(
  slice: Float32Array,
  { start, step, count }: Line,
  weights: Float64Array,
  scratch: Float32Array,
): void {
  const reach = (weights.length - 1) / 2;
  for (let i = 0; i < count; i++) scratch[reach + i] = slice[start + step * i]!;
  scratch.fill(scratch[reach]!, 0, reach);
  scratch.fill(scratch[reach + count - 1]!, reach + count, count + 2 * reach);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let w = 0; w < weights.length; w++) sum += weights[w]! * scratch[i + w]!;
    slice[start + step * i] = sum;
  }
}

/**
 * Standard normal values, fast enough for every voxel: a table of draws, read in an order from a small generator
 * (Marsaglia 2003, xorshift, doi:10.18637/jss.v008.i14). Good enough for noise in a picture, for nothing else.
 */
export function pictureNoise(random: RandomStream): () => number {
  const table = Float32Array.from({ length: 1 << 14 }, () => random.normal());
  let state = random.integer(2 ** 32 - 1) + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return table[(state >>> 9) & 0x3fff]!;
  };
}
