/** Cases of reductions, softmax and layer normalisation. */
import {
  applyAll,
  filled,
  layerNormalization,
  logSoftmax,
  type ReduceOptions,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceSum,
  softmax,
  type Tensor,
} from "@cmrkit/graph";
import { distinct, given, normal } from "../samples.ts";
import type { PrimitiveCases } from "./case.ts";

function reduction(reduce: (x: Tensor, options?: ReduceOptions) => Tensor, byHand: number[]): PrimitiveCases {
  return [
    {
      name: "of columns",
      inputs: [given([2, 3], [1, 2, 6, 3, 4, 5])],
      build: (x) => reduce(x!, { axes: [1] }),
      byHand: [byHand],
    },
    { name: "of everything", inputs: [distinct(2, 3, 4)], build: (x) => reduce(x!) },
    {
      name: "of outer axes, kept",
      inputs: [distinct(2, 3, 4)],
      build: (x) => reduce(x!, { axes: [0, 2], keepdims: true }),
    },
    { name: "of a negative axis", inputs: [distinct(2, 3, 4)], build: (x) => reduce(x!, { axes: [-2] }) },
  ];
}

/** e² : e¹ : e⁰, as shares. */
const shares = [Math.E ** 2, Math.E, 1].map((part) => part / (Math.E ** 2 + Math.E + 1));

export const reduceCases = {
  ReduceSum: reduction(reduceSum, [9, 12]),
  ReduceMean: reduction(reduceMean, [3, 4]),
  ReduceMax: reduction(reduceMax, [6, 5]),
  ReduceMin: reduction(reduceMin, [1, 3]),
  Softmax: [
    { name: "of three", inputs: [given([3], [2, 1, 0])], build: (x) => softmax(x!), byHand: [shares] },
    { name: "of large numbers", inputs: [given([3], [1002, 1001, 1000])], build: (x) => softmax(x!), byHand: [shares] },
    { name: "over channels", inputs: [normal(2, 4, 3, 2)], build: (x) => softmax(x!, 1) },
    { name: "over the first axis", inputs: [normal(4, 3)], build: (x) => softmax(x!, 0) },
  ],
  LogSoftmax: [
    { name: "of three", inputs: [given([3], [2, 1, 0])], build: (x) => logSoftmax(x!), byHand: [shares.map(Math.log)] },
    { name: "over channels", inputs: [normal(2, 4, 3, 2)], build: (x) => logSoftmax(x!, 1) },
  ],
  LayerNormalization: [
    {
      name: "of two rows, with its statistics", // deviations of 3 and 4 from their means, ε = 0
      inputs: [given([2, 2], [1, 7, -4, 4]), given([2], [3, 4]), given([2], [1, -1])],
      build: (...inputs) => applyAll("LayerNormalization", inputs, { axis: 1, epsilon: 0 }),
      byHand: [
        [-2, 3, -2, 3],
        [4, 0],
        [1 / 3, 1 / 4],
      ],
      withoutGradient: "the statistics are there for its own gradient",
    },
    {
      name: "over the last axis",
      inputs: [normal(2, 3, 5), normal(5), normal(5)],
      build: (x, scale, bias) => layerNormalization(x!, scale!, bias, 1e-5),
    },
    {
      name: "without bias",
      inputs: [normal(4, 5), normal(5)],
      build: (x, scale) => layerNormalization(x!, scale!, undefined, 1e-6),
    },
    { name: "plain", inputs: [normal(4, 5)], build: (x) => layerNormalization(x!, filled([5], 1), undefined, 1e-5) },
    {
      name: "over the last two axes",
      inputs: [normal(2, 3, 4), normal(3, 4), normal(3, 4)],
      build: (...inputs) => applyAll("LayerNormalization", inputs, { axis: 1, epsilon: 1e-5 })[0]!,
    },
  ],
} satisfies Readonly<Record<string, PrimitiveCases>>;
