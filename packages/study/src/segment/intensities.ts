/** Bringing intensities of any scanner to one scale. */
import { quantileOfSorted } from "@cmrkit/cardiac";
import type { SegmentationPlan } from "./plan.ts";

/** An affine map of clipped intensities: (clip(v, low, high) − mean) / deviation. */
export interface IntensityScale {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
}

const MOST_SAMPLES = 500_000;

/**
 * The scale of a study, from all its frames together, so that one tissue keeps one value through the cycle.
 * Large studies are sampled evenly. A picture of one single value gets deviation 1.
 */
export function intensityScale(
  parts: readonly Float32Array[],
  [lowest, highest]: SegmentationPlan["clipPercentiles"],
): IntensityScale {
  const sorted = sample(parts).sort();
  const low = quantileOfSorted(sorted, lowest / 100);
  const high = quantileOfSorted(sorted, highest / 100);
  let [sum, squares] = [0, 0];
  for (const value of sorted) {
    const clipped = Math.min(high, Math.max(low, value));
    sum += clipped;
    squares += clipped * clipped;
  }
  const mean = sum / sorted.length;
  const variance = squares / sorted.length - mean * mean;
  return { low, high, mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** Every n-th value of each part, the same n for all, no more than `MOST_SAMPLES` and one a part. */
function sample(parts: readonly Float32Array[]): Float32Array {
  const total = parts.reduce((count, { length }) => count + length, 0);
  const stride = Math.max(1, Math.ceil(total / MOST_SAMPLES));
  const counts = parts.map(({ length }) => Math.floor((length - 1) / stride) + 1);
  const samples = new Float32Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const [i, part] of parts.entries())
    for (let taken = 0; taken < counts[i]!; taken++) samples[at++] = part[taken * stride]!;
  return samples;
}

export function scaled({ low, high, mean, deviation }: IntensityScale, value: number): number {
  return (Math.min(high, Math.max(low, value)) - mean) / deviation;
}
