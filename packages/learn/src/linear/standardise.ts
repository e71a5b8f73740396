/** Features brought to mean 0 and deviation 1. */
import type { Features } from "./features.ts";

/** Takes features to mean 0 and deviation 1 as measured on the given rows; one that is constant there becomes 0. */
export function standardiser(seen: Features): (features: Features) => Features {
  const mean = new Float64Array(seen.width);
  const square = new Float64Array(seen.width);
  seen.data.forEach((value, at) => {
    mean[at % seen.width]! += value / seen.count;
  });
  seen.data.forEach((value, at) => {
    square[at % seen.width]! += (value - mean[at % seen.width]!) ** 2 / seen.count;
  });
  const inverse = square.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 0));
  return (features) => ({
    ...features,
    data: features.data.map((value, at) => (value - mean[at % seen.width]!) * inverse[at % seen.width]!),
  });
}
