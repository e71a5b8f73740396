/** Cases of primitives that move elements, and of sources. */
import { concat, constant, expand, pad, reshape, slice, transpose, transposeLast } from "@cmrkit/graph";
import { float32, int64 } from "@cmrkit/tensor";
import { given, indices, normal } from "../samples.ts";
import type { PrimitiveCases } from "./case.ts";

/** 0 1 2 over 3 4 5. */
const counting = given([2, 3], [0, 1, 2, 3, 4, 5]);

export const arrangeCases = {
  Input: [{ name: "is what is fed", inputs: [counting], build: (x) => x, byHand: [[0, 1, 2, 3, 4, 5]] }],
  Constant: [
    { name: "of real numbers", inputs: [], build: () => constant(float32([2], [1.5, -2])), byHand: [[1.5, -2]] },
    { name: "of whole numbers", inputs: [], build: () => constant(int64([2], [3, -4])), byHand: [[3, -4]] },
  ],
  Reshape: [
    { name: "keeps the order", inputs: [counting], build: (x) => reshape(x, [3, 2]), byHand: [[0, 1, 2, 3, 4, 5]] },
    { name: "with a free extent", inputs: [normal(2, 3, 4)], build: (x) => reshape(x, [4, -1]) },
    { name: "to a scalar", inputs: [normal(1, 1)], build: (x) => reshape(x, []) },
  ],
  Transpose: [
    { name: "of a matrix", inputs: [counting], build: transposeLast, byHand: [[0, 3, 1, 4, 2, 5]] },
    { name: "of four axes", inputs: [normal(2, 3, 4, 5)], build: (x) => transpose(x, [2, 0, 3, 1]) },
    {
      name: "of patches to an image",
      inputs: [normal(1, 3, 2, 4, 1, 5)],
      build: (x) => transpose(x, [0, 5, 1, 3, 2, 4]),
    },
    { name: "of axes of one element", inputs: [normal(1, 1)], build: (x) => transpose(x, [1, 0]) },
  ],
  Expand: [
    {
      name: "of a column",
      inputs: [given([2, 1], [1, 2])],
      build: (x) => expand(x, [2, 3]),
      byHand: [[1, 1, 1, 2, 2, 2]],
    },
    { name: "with new axes in front", inputs: [normal(3, 1)], build: (x) => expand(x, [2, 3, 4]) },
    { name: "of a scalar", inputs: [normal()], build: (x) => expand(x, [2, 2]) },
  ],
  Slice: [
    {
      name: "of a column",
      inputs: [counting],
      build: (x) => slice(x, [{ axis: 1, start: 1, end: 2 }]),
      byHand: [[1, 4]],
    },
    { name: "from the end", inputs: [normal(4, 5)], build: (x) => slice(x, [{ axis: -1, start: -3, end: -1 }]) },
    {
      name: "with a step that leaves a rest",
      inputs: [normal(2, 8)],
      build: (x) => slice(x, [{ axis: 1, start: 1, step: 3 }]),
    },
    {
      name: "with steps on two axes",
      inputs: [normal(5, 2, 6)],
      build: (x) =>
        slice(x, [
          { axis: 0, step: 2 },
          { axis: 2, start: 1, end: 6, step: 2 },
        ]),
    },
  ],
  Concat: [
    {
      name: "of columns",
      inputs: [given([2, 1], [1, 2]), counting],
      build: (a, b) => concat([a!, b!], 1),
      byHand: [[1, 0, 1, 2, 2, 3, 4, 5]],
    },
    {
      name: "of three along the first axis",
      inputs: [normal(1, 2), normal(3, 2), normal(2, 2)],
      build: (...x) => concat(x, 0),
    },
    { name: "along a negative axis", inputs: [normal(2, 2, 3), normal(2, 4, 3)], build: (...x) => concat(x, -2) },
    { name: "of one tensor with itself", inputs: [normal(2, 2)], build: (x) => concat([x!, x!], 1) },
  ],
  Pad: [
    {
      name: "with a value",
      inputs: [given([2], [1, 2])],
      build: (x) => pad(x, [1], [2], -1),
      byHand: [[-1, 1, 2, -1, -1]],
    },
    { name: "of unequal widths", inputs: [normal(2, 3, 2)], build: (x) => pad(x, [0, 1, 2], [1, 0, 3]) },
    {
      name: "of whole numbers",
      inputs: [indices(9, 3)],
      build: (x) => pad(x, [1], [0], 7),
      withoutGradient: "a whole number does not move",
    },
  ],
} satisfies Readonly<Record<string, PrimitiveCases>>;
