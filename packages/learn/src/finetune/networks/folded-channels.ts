/** Input channels of a convolution folded into one. */
import type { HostTensor } from "@cmrkit/tensor";

/**
 * Sums the weights of all input channels from `first` on: the answer to one image is that of the whole to as many copies of it.
 * @param weight (O, I, …). @returns (O, first + 1, …); the weight itself where there is one such channel.
 */
export function foldedChannels(weight: HostTensor, first: number): HostTensor {
  const [O, I, ...kernel] = weight.shape as readonly [number, number, ...number[]];
  if (I <= first + 1) return weight;
  const K = kernel.reduce((product, extent) => product * extent, 1);
  const values = Float32Array.from(weight.data, Number);
  const data = new Float32Array(O * (first + 1) * K);
  for (let o = 0; o < O; o++)
    for (let i = 0; i < I; i++)
      for (let k = 0; k < K; k++) data[(o * (first + 1) + Math.min(i, first)) * K + k]! += values[(o * I + i) * K + k]!;
  return { dtype: "float32", shape: [O, first + 1, ...kernel], data };
}
