/** Reverse rules of pooling. */
import { elementCount, float32, type Shape, sameShape } from "@cmrkit/tensor";
import { constant, convTranspose, filled, mul, pad, reshape, resize, scatterElementsAdd, slice } from "../ops/index.ts";
import type { PoolAttributes, PrimitiveAttributes } from "../primitive.ts";
import type { Tensor } from "../trace.ts";
import type { ReverseRules } from "./rule.ts";

export const poolingReverseRules = {
  /** Each maximum's gradient goes back to where it came from; overlapping windows may share a source. */
  MaxPool: ({ inputs: [x] }, [, indices], [gradient]) => {
    if (!gradient) return [];
    const flat = [elementCount(gradient.shape)];
    const nothing = filled([elementCount(x!.shape)], 0);
    return [reshape(scatterElementsAdd(nothing, reshape(indices!, flat), reshape(gradient, flat), 0), x!.shape)];
  },
  AveragePool: ({ inputs: [x], attributes }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const spatial = x!.shape.slice(2);
    const share = mul(gradient, inverseCounts(spatial, gradient.shape.slice(2), attributes));
    const tiles = sameShape(attributes.strides, attributes.kernelShape);
    return [tiles ? repeatTiles(share, spatial, attributes) : spreadWindows(share, spatial, attributes)];
  },
} satisfies Partial<ReverseRules>;

/** One over the number of samples that each mean was taken of: a scalar, or (1, 1, …) where padding does not count. */
function inverseCounts(spatial: Shape, pooled: Shape, attributes: PrimitiveAttributes["AveragePool"]): Tensor {
  const { kernelShape, countIncludePad } = attributes;
  if (countIncludePad) return filled([], 1 / elementCount(kernelShape));
  const counts = pooled.reduce<number[]>(
    (product, positions, axis) => {
      const alongAxis = samplesPerWindow(spatial[axis]!, positions, axis, attributes);
      return product.flatMap((count) => alongAxis.map((samples) => count * samples));
    },
    [1],
  );
  return constant(
    float32(
      [1, 1, ...pooled],
      counts.map((count) => 1 / count),
    ),
  );
}

/** How many samples of one axis lie under the window at each of its positions. */
function samplesPerWindow(extent: number, positions: number, axis: number, attributes: PoolAttributes): number[] {
  return Array.from({ length: positions }, (_, position) => {
    const start = position * attributes.strides[axis]! - attributes.pads[axis]!;
    return Math.min(start + attributes.kernelShape[axis]!, extent) - Math.max(start, 0);
  });
}

/** Windows that tile the input: each share is repeated over its tile, and samples that no tile covers get none. */
function repeatTiles(share: Tensor, spatial: Shape, { kernelShape, pads }: PoolAttributes): Tensor {
  const tiled = resize(
    share,
    kernelShape.map((tile, i) => tile * share.shape[i + 2]!),
    "nearest",
  );
  const ranges = spatial.map((extent, i) => {
    const axis = i + 2;
    return { axis, start: pads[i]!, end: Math.min(pads[i]! + extent, tiled.shape[axis]!) };
  });
  const covered = slice(tiled, ranges);
  const missing = spatial.map((extent, i) => extent - covered.shape[i + 2]!);
  return pad(
    covered,
    covered.shape.map(() => 0),
    [0, 0, ...missing],
  );
}

/** Windows that overlap or leave gaps: the adjoint of summing under them, channel by channel. */
function spreadWindows(share: Tensor, spatial: Shape, { kernelShape, strides, pads }: PoolAttributes): Tensor {
  const C = share.shape[1]!;
  return convTranspose(share, filled([C, 1, ...kernelShape], 1), undefined, {
    strides,
    pads,
    group: C,
    outputSize: spatial,
  });
}
