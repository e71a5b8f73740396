/** Cases of products, pooling and interpolation. */
import { applyAll, averagePool, matMul, maxPool, type ResizeAttributes, resize } from "@cmrkit/graph";
import { distinct, given, normal } from "../samples.ts";
import type { PrimitiveCase, PrimitiveCases } from "./case.ts";

const transpositions = [
  { transA: false, transB: false },
  { transA: true, transB: false },
  { transA: false, transB: true },
  { transA: true, transB: true },
];

/** (…, 3, 4) times (…, 4, 5), stored transposed where asked. */
function products(title: string, batchA: number[], batchB: number[]): PrimitiveCase[] {
  return transpositions.map(({ transA, transB }) => ({
    name: `${title}, ${transA ? "Aᵀ" : "A"} ${transB ? "Bᵀ" : "B"}`,
    inputs: [
      normal(...batchA, ...(transA ? [4, 3] : [3, 4])), //
      normal(...batchB, ...(transB ? [5, 4] : [4, 5])),
    ],
    build: (a, b) => matMul(a!, b!, { transA, transB }),
  }));
}

type Resizing = Pick<ResizeAttributes, "mode" | "coordinates">;

function resizing(title: string, from: number[], to: number[], { mode, coordinates }: Resizing): PrimitiveCase {
  return {
    name: `${mode}, ${coordinates}, ${title}`,
    inputs: [normal(2, 2, ...from)],
    build: (x) => resize(x!, to, mode, coordinates),
  };
}

const linearRules: readonly Resizing[] = [
  { mode: "linear", coordinates: "half-pixel" },
  { mode: "linear", coordinates: "align-corners" },
  { mode: "linear", coordinates: "asymmetric" },
  { mode: "nearest", coordinates: "asymmetric" },
  { mode: "nearest", coordinates: "half-pixel" },
];

const cubicRules: readonly Resizing[] = [
  { mode: "cubic", coordinates: "half-pixel" },
  { mode: "cubic", coordinates: "align-corners" },
];

export const linearCases = {
  MatMul: [
    {
      name: "of small matrices",
      inputs: [given([2, 2], [1, 2, 3, 4]), given([2, 2], [5, 6, 7, 8])],
      build: (a, b) => matMul(a!, b!),
      byHand: [[19, 22, 43, 50]],
    },
    ...products("two matrices", [], []),
    ...products("batches", [2, 3], [2, 3]),
    ...products("one matrix against a batch", [], [2]),
    ...products("batches that both stretch", [2, 1], [3]),
  ],
  MaxPool: [
    {
      name: "with the flat index of each source",
      inputs: [given([1, 2, 4], [1, 3, 2, 4, 8, 7, 5, 6])],
      build: (x) => applyAll("MaxPool", [x!], { kernelShape: [2], strides: [2], pads: [0, 0] }),
      byHand: [
        [3, 4, 8, 6],
        [1, 3, 4, 7],
      ],
    },
    {
      name: "with the first of equal maxima",
      inputs: [given([1, 1, 2, 4], [3, 3, 0, 5, 3, 3, 5, 0])],
      build: (x) => applyAll("MaxPool", [x!], { kernelShape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
      byHand: [
        [3, 5],
        [0, 3],
      ],
      withoutGradient: "it is at a tie",
    },
    { name: "2×2", inputs: [distinct(2, 2, 4, 6)], build: (x) => maxPool(x!, [2, 2]) },
    { name: "2×2 that leaves a rest", inputs: [distinct(1, 2, 5, 5)], build: (x) => maxPool(x!, [2, 2]) },
    {
      name: "overlapping windows, padded",
      inputs: [distinct(2, 2, 5, 6)],
      build: (x) => maxPool(x!, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    },
    { name: "1×2×2", inputs: [distinct(1, 2, 3, 4, 4)], build: (x) => maxPool(x!, [1, 2, 2]) },
  ],
  AveragePool: [
    {
      name: "of pairs, padding counted",
      inputs: [given([1, 1, 3], [2, 4, 6])],
      build: (x) => averagePool(x!, [2], { pads: [1, 0] }),
      byHand: [[1, 5]],
    },
    {
      name: "of pairs, padding not counted",
      inputs: [given([1, 1, 3], [2, 4, 6])],
      build: (x) => averagePool(x!, [2], { pads: [1, 0], countIncludePad: false }),
      byHand: [[2, 5]],
    },
    { name: "2×3", inputs: [normal(2, 2, 4, 6)], build: (x) => averagePool(x!, [2, 3]) },
    { name: "2×2 that leaves a rest", inputs: [normal(1, 2, 5, 7)], build: (x) => averagePool(x!, [2, 2]) },
    { name: "of the whole plane", inputs: [normal(2, 3, 4, 5)], build: (x) => averagePool(x!, [4, 5]) },
    {
      name: "2×2, padded, padding not counted",
      inputs: [normal(1, 2, 5, 6)],
      build: (x) => averagePool(x!, [2, 2], { pads: [1, 0, 0, 1], countIncludePad: false }),
    },
    {
      name: "overlapping windows, padded",
      inputs: [normal(2, 2, 5, 6)],
      build: (x) => averagePool(x!, [3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
    },
    {
      name: "overlapping windows, padding not counted",
      inputs: [normal(2, 3, 5, 6)],
      build: (x) => averagePool(x!, [3, 3], { strides: [1, 2], pads: [1, 0, 1, 1], countIncludePad: false }),
    },
    { name: "3D", inputs: [normal(1, 2, 4, 4, 4)], build: (x) => averagePool(x!, [2, 2, 2]) },
  ],
  Resize: [
    {
      name: "linear, half-pixel, by hand", // coordinates −¼ (kept at 0), ¼, ¾, 1¼ (kept at 1)
      inputs: [given([1, 1, 2], [0, 8])],
      build: (x) => resize(x!, [4], "linear"),
      byHand: [[0, 2, 6, 8]],
    },
    {
      name: "nearest, by hand",
      inputs: [given([1, 1, 2], [3, 5])],
      build: (x) => resize(x!, [4], "nearest"),
      byHand: [[3, 3, 5, 5]],
    },
    {
      name: "cubic, half-pixel, halfway between four samples", // weights −3/32, 19/32, 19/32, −3/32
      inputs: [given([1, 1, 1, 4], [32, 0, 64, 32])],
      build: (x) => resize(x!, [1, 1], "cubic"),
      byHand: [[-3 + 38 - 3]],
    },
    ...linearRules.flatMap((rule) => [
      resizing("doubled", [3, 4], [6, 8], rule),
      resizing("by unequal factors", [3, 4], [5, 7], rule),
      resizing("smaller", [7, 6], [3, 4], rule),
      resizing("one axis only", [3, 4], [3, 9], rule),
      resizing("1D", [4], [7], rule),
      resizing("3D", [2, 3, 4], [3, 6, 5], rule),
    ]),
    ...cubicRules.flatMap((rule) => [
      resizing("doubled", [3, 4], [6, 8], rule),
      resizing("by unequal factors", [5, 4], [7, 5], rule),
      resizing("smaller", [7, 6], [3, 4], rule),
      resizing("one axis only", [5, 4], [5, 9], rule),
      resizing("1D", [5], [8], rule),
      resizing("3D", [2, 3, 4], [3, 5, 5], rule),
    ]),
    resizing("from one sample", [1, 1], [3, 2], { mode: "linear", coordinates: "half-pixel" }),
    resizing("to one sample", [3, 4], [1, 1], { mode: "linear", coordinates: "align-corners" }),
  ],
} satisfies Readonly<Record<string, PrimitiveCases>>;
