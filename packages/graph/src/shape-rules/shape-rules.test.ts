import { type DType, ShapeError } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import {
  add,
  and,
  averagePool,
  concat,
  conv,
  convTranspose,
  expand,
  gather,
  gatherElements,
  layerNormalization,
  matMul,
  maxPool,
  neg,
  pad,
  reduceSum,
  reshape,
  resize,
  scatterElementsAdd,
  scatterNDAdd,
  slice,
  softmax,
  transpose,
  where,
} from "../ops/index.ts";
import { applyAll, input } from "../trace.ts";

function real(...shape: number[]) {
  return input("x", "float32", shape);
}

function typed(dtype: DType, ...shape: number[]) {
  return input("x", dtype, shape);
}

const geometry = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 };

const refused: readonly [what: string, build: () => unknown, message: string][] = [
  ["shapes that do not broadcast", () => add(real(2, 3), real(2)), "Add: (2, 3) and (2) do not broadcast (axis 1)"],
  [
    "element types that differ",
    () => add(real(2), typed("int64", 2)),
    "Add of (2) and (2): element types float32 and int64 differ",
  ],
  ["the negative of truth values", () => neg(typed("bool", 2)), "Neg of (2): needs real numbers, bool came"],
  ["logic on numbers", () => and(real(2), real(2)), "And of (2) and (2): tensor 0 must be bool, it is float32"],
  [
    "a choice by numbers",
    () => where(real(2), real(2), real(2)),
    "Where of (2) and (2) and (2): tensor 0 must be bool, it is float32",
  ],
  [
    "matrices whose inner extents differ",
    () => matMul(real(2, 3), real(4, 5)),
    "MatMul of (2, 3) and (4, 5): inner extents 3 and 4 differ",
  ],
  [
    "batches that do not broadcast",
    () => matMul(real(2, 3, 4), real(3, 4, 5)),
    "MatMul: (2) and (3) do not broadcast (axis 0)",
  ],
  [
    "channels that do not fit the kernel",
    () => conv(real(1, 3, 8, 8), real(4, 2, 3, 3)),
    "Conv of (1, 3, 8, 8) and (4, 2, 3, 3): channels do not fit 1 groups",
  ],
  [
    "a kernel larger than the image",
    () => conv(real(1, 3, 2, 2), real(4, 3, 3, 3)),
    "Conv of (1, 3, 2, 2) and (4, 3, 3, 3): the kernel is larger than the padded input",
  ],
  [
    "a bias of other channels",
    () => conv(real(1, 3, 8, 8), real(4, 3, 3, 3), real(3)),
    "Conv of (1, 3, 8, 8) and (4, 3, 3, 3) and (3): the bias must be (4)",
  ],
  [
    "a 3D kernel on a 2D image",
    () => conv(real(1, 3, 8, 8), real(4, 3, 3, 3, 3)),
    "Conv of (1, 3, 8, 8) and (4, 3, 3, 3, 3): ranks must agree and be 3 or more",
  ],
  [
    "an output size that no convolution maps back",
    () => convTranspose(real(1, 4, 3, 3), real(4, 2, 2, 2), undefined, { strides: [2, 2], outputSize: [8, 8] }),
    "ConvTranspose of (1, 4, 3, 3) and (4, 2, 2, 2): a convolution of (8, 8) gives (4, 4)",
  ],
  [
    "an output gradient of another size",
    () => applyAll("ConvWeightGradient", [real(1, 2, 5, 5), real(1, 3, 5, 5)], { ...geometry, kernelShape: [3, 3] }),
    "ConvWeightGradient of (1, 2, 5, 5) and (1, 3, 5, 5): the convolution's output is (3, 3)",
  ],
  [
    "a window larger than the image",
    () => maxPool(real(1, 2, 3, 3), [4, 4]),
    "MaxPool of (1, 2, 3, 3): the window is larger than the padded input",
  ],
  [
    "a window of other axes",
    () => averagePool(real(1, 2, 3, 3), [2]),
    "AveragePool of (1, 2, 3, 3): needs 2 kernel extents and strides and 4 pads",
  ],
  [
    "sizes of other axes",
    () => resize(real(1, 2, 3, 3), [6], "linear"),
    "Resize of (1, 2, 3, 3): needs 2 positive sizes, got (6)",
  ],
  ["an axis that is not there", () => softmax(real(2, 3), 2), "Softmax: axis 2 does not exist in rank 2"],
  ["a sum over an axis that is not there", () => reduceSum(real(2, 3), { axes: [-3] }), "axis -3 does not exist"],
  [
    "a scale of another width",
    () => layerNormalization(real(2, 3), real(2), undefined, 1e-5),
    "LayerNormalization of (2, 3) and (2): scale and bias need 3 elements",
  ],
  [
    "a shape of other elements",
    () => reshape(real(2, 3), [4]),
    "Reshape of (2, 3): (4) has another number of elements",
  ],
  ["a free extent that does not divide", () => reshape(real(2, 3), [4, -1]), "Reshape of (2, 3): (4, -1)"],
  ["no permutation", () => transpose(real(2, 3), [0, 0]), "Transpose of (2, 3): (0, 0) is no permutation of its axes"],
  ["stretching three to two", () => expand(real(3), [2]), "Expand: (3) and (2) do not broadcast (axis 0)"],
  ["stretching away an axis", () => expand(real(2, 3), [3]), "Expand of (2, 3): does not stretch to (3)"],
  [
    "a slice past the end",
    () => slice(real(2, 3), [{ axis: 1, start: 1, end: 5 }]),
    "Slice of (2, 3): 1…5 step 1 is no part of axis 1",
  ],
  [
    "parts of other extents",
    () => concat([real(2, 3), real(3, 3)], 1),
    "Concat of (2, 3) and (3, 3): extents differ off axis 1",
  ],
  ["negative padding", () => pad(real(2), [-1], [0]), "Pad of (2): needs 2 pads of 0 or more"],
  [
    "real numbers as indices",
    () => gather(real(2, 3), real(2)),
    "Gather of (2, 3) and (2): tensor 1 must be int64, it is float32",
  ],
  [
    "indices beyond the data off the axis",
    () => gatherElements(real(2, 3), typed("int64", 3, 1), 1),
    "GatherElements of (2, 3) and (3, 1): the indices must lie within the data off the axis",
  ],
  [
    "updates that no index names",
    () => scatterElementsAdd(real(4), typed("int64", 2), real(3), 0),
    "ScatterElementsAdd of (4) and (2) and (3): one update for each index",
  ],
  [
    "slices of another width",
    () => scatterNDAdd(real(4, 3), typed("int64", 2, 1), real(2, 2)),
    "ScatterNDAdd of (4, 3) and (2, 1) and (2, 2): one slice of updates for each index",
  ],
];

describe("a shape error names the primitive and every shape", () => {
  test.each(refused)("%s", (_, build, message) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});
