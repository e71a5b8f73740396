/** Cases of convolution and its two adjoints: each geometry is tried in all three. */
import { applyAll, type ConvAttributes, conv, convTranspose } from "@cmrkit/graph";
import { given, normal } from "../samples.ts";
import type { PrimitiveCase, PrimitiveCases } from "./case.ts";

interface Geometry extends ConvAttributes {
  readonly name: string;
  /** (B, C, …) */
  readonly x: readonly number[];
  /** (K, C / group, …) */
  readonly weight: readonly number[];
  /** Spatial extents of Conv's output, worked out by hand. */
  readonly output: readonly number[];
}

function geometry(
  name: string,
  x: readonly number[],
  weight: readonly number[],
  output: readonly number[],
  attributes: Partial<ConvAttributes> = {},
): Geometry {
  const ones = output.map(() => 1);
  const zeros = [...output, ...output].map(() => 0);
  return { name, x, weight, output, strides: ones, dilations: ones, pads: zeros, group: 1, ...attributes };
}

const geometries: readonly Geometry[] = [
  geometry("1D", [2, 3, 7], [4, 3, 3], [5]),
  geometry("2D, padded", [2, 3, 5, 6], [4, 3, 3, 3], [5, 6], { pads: [1, 1, 1, 1] }),
  geometry("2D, unequal kernel and pads", [2, 2, 5, 6], [3, 2, 2, 4], [5, 6], { pads: [0, 1, 1, 2] }),
  geometry("2D, stride 2, unequal pads", [1, 2, 7, 8], [3, 2, 3, 3], [3, 5], { strides: [2, 2], pads: [0, 1, 1, 2] }),
  geometry("2D, stride 2 that leaves a rest", [2, 2, 8, 7], [3, 2, 3, 3], [3, 3], { strides: [2, 2] }),
  geometry("2D, stride longer than the kernel", [1, 2, 8, 9], [3, 2, 2, 1], [3, 3], { strides: [3, 4] }),
  geometry("2D, dilated", [1, 2, 8, 9], [3, 2, 3, 2], [4, 6], { dilations: [2, 3] }),
  geometry("2D, dilated, padded, stride 2", [1, 2, 9, 8], [3, 2, 3, 3], [5, 4], {
    dilations: [2, 2],
    strides: [2, 2],
    pads: [2, 2, 2, 2],
  }),
  geometry("2D, two groups", [2, 4, 5, 5], [6, 2, 3, 3], [5, 5], { group: 2, pads: [1, 1, 1, 1] }),
  geometry("2D, two groups, stride 2", [2, 4, 6, 5], [2, 2, 3, 3], [3, 3], {
    group: 2,
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  geometry("2D, depthwise", [2, 3, 5, 6], [3, 1, 3, 3], [5, 6], { group: 3, pads: [1, 1, 1, 1] }),
  geometry("2D, depthwise, two outputs a channel, stride 2", [1, 2, 6, 6], [4, 1, 3, 3], [3, 3], {
    group: 2,
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  geometry("2D, kernel = stride", [2, 3, 4, 6], [5, 3, 2, 3], [2, 2], { strides: [2, 3] }),
  geometry("2D, kernel = stride that leaves a rest", [1, 2, 5, 7], [3, 2, 2, 2], [2, 3], { strides: [2, 2] }),
  geometry("2D, 1×1", [2, 3, 4, 5], [4, 3, 1, 1], [4, 5]),
  geometry("2D, 1×1, stride 2", [2, 3, 4, 5], [4, 3, 1, 1], [2, 3], { strides: [2, 2] }),
  geometry("2D, pads wider than the kernel", [1, 2, 3, 3], [2, 2, 1, 2], [5, 6], { pads: [1, 2, 1, 2] }),
  geometry("2D, kernel as large as the image", [2, 2, 3, 4], [3, 2, 3, 4], [1, 1]),
  geometry("2D, more than a thousand voxels", [2, 1, 33, 32], [1, 1, 3, 3], [33, 32], { pads: [1, 1, 1, 1] }),
  geometry("2D, shifted past its own end", [1, 1, 2, 2], [1, 1, 3, 3], [3, 4], { pads: [3, 2, 0, 2] }),
  geometry("3D, padded", [1, 2, 4, 3, 5], [3, 2, 3, 3, 3], [4, 3, 5], { pads: [1, 1, 1, 1, 1, 1] }),
  geometry("3D, 1×3×3, stride 1×2×2", [1, 2, 3, 5, 6], [2, 2, 1, 3, 3], [3, 3, 3], {
    strides: [1, 2, 2],
    pads: [0, 1, 1, 0, 1, 1],
  }),
  geometry("3D, kernel = stride", [2, 2, 2, 4, 4], [3, 2, 1, 2, 2], [2, 2, 2], { strides: [1, 2, 2] }),
  geometry("3D, depthwise, dilated", [1, 2, 4, 5, 5], [2, 1, 2, 2, 2], [2, 3, 3], { group: 2, dilations: [2, 2, 2] }),
  geometry("3D, depthwise, two samples, uneven pads", [2, 3, 4, 5, 4], [3, 1, 3, 3, 3], [4, 5, 5], {
    group: 3,
    pads: [1, 1, 2, 1, 1, 1],
  }),
  geometry("3D, many channels, two samples, uneven pads", [2, 16, 3, 4, 3], [3, 16, 2, 3, 3], [3, 4, 4], {
    pads: [1, 1, 2, 0, 1, 1],
  }),
  geometry("3D, depthwise, long last axis", [1, 2, 3, 3, 19], [2, 1, 2, 2, 2], [2, 2, 18], { group: 2 }),
];

function channels({ x, weight, group }: Geometry) {
  return { B: x[0]!, C: weight[1]! * group, K: weight[0]! };
}

function options({ strides, pads, dilations, group }: Geometry): ConvAttributes {
  return { strides, pads, dilations, group };
}

function convCase(each: Geometry): PrimitiveCase {
  return {
    name: each.name,
    inputs: [normal(...each.x), normal(...each.weight), normal(channels(each).K)],
    build: (x, weight, bias) => conv(x!, weight!, bias, options(each)),
  };
}

function transposeCase(each: Geometry): PrimitiveCase {
  const { B, C, K } = channels(each);
  return {
    name: each.name,
    inputs: [normal(B, K, ...each.output), normal(...each.weight), normal(C)],
    build: (y, weight, bias) => convTranspose(y!, weight!, bias, { ...options(each), outputSize: each.x.slice(2) }),
  };
}

function weightGradientCase(each: Geometry): PrimitiveCase {
  const { B, K } = channels(each);
  return {
    name: each.name,
    inputs: [normal(...each.x), normal(B, K, ...each.output)],
    build: (...inputs) =>
      applyAll("ConvWeightGradient", inputs, { ...options(each), kernelShape: each.weight.slice(2) }),
  };
}

/** The image 1 2 3 4, and a kernel that is not its own mirror image. */
const image = given([1, 1, 4], [1, 2, 3, 4]);
const kernel = given([1, 1, 2], [10, 1]);

export const convolutionCases = {
  Conv: [
    {
      name: "does not flip the kernel",
      inputs: [image, kernel, given([1], [0.5])],
      build: (x, weight, bias) => conv(x!, weight!, bias, { pads: "same" }),
      byHand: [[12.5, 23.5, 34.5, 40.5]],
    },
    { name: "without bias", inputs: [normal(2, 2, 4, 4), normal(3, 2, 3, 3)], build: (x, weight) => conv(x!, weight!) },
    ...geometries.map(convCase),
  ],
  ConvTranspose: [
    {
      name: "spreads the kernel",
      inputs: [image, kernel],
      build: (y, weight) => convTranspose(y!, weight!),
      byHand: [[10, 21, 32, 43, 4]],
    },
    {
      name: "2×2 up-sampling",
      inputs: [normal(2, 3, 3, 4), normal(3, 2, 2, 2), normal(2)],
      build: (y, weight, bias) => convTranspose(y!, weight!, bias, { strides: [2, 2] }),
    },
    ...geometries.map(transposeCase),
  ],
  ConvWeightGradient: [
    {
      name: "pairs image and output gradient",
      inputs: [image, given([1, 1, 3], [1, 0, 2])],
      build: (...inputs) =>
        applyAll("ConvWeightGradient", inputs, {
          strides: [1],
          pads: [0, 0],
          dilations: [1],
          group: 1,
          kernelShape: [2],
        }),
      byHand: [[1 * 1 + 3 * 2, 2 * 1 + 4 * 2]],
    },
    ...geometries.map(weightGradientCase),
  ],
} satisfies Readonly<Record<string, PrimitiveCases>>;
