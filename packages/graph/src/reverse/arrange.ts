/** Reverse rules of primitives that move elements: each is the adjoint move. */
import { elementCount, int64, rowMajorStrides } from "@cmrkit/tensor";
import {
  constant,
  filled,
  gather,
  gatherElements,
  mul,
  pad,
  reduceSum,
  reshape,
  scatterElementsAdd,
  scatterNDAdd,
  slice,
  split,
  transpose,
} from "../ops/index.ts";
import type { Tensor } from "../trace.ts";
import { type ReverseRules, sumTo } from "./rule.ts";

function inversePermutation(perm: readonly number[]): number[] {
  return perm.map((_, axis) => perm.indexOf(axis));
}

/** The adjoint of a slice with steps: zeros between the samples. */
function dilate(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const split = x.shape.toSpliced(axis + 1, 0, 1);
  const padded = pad(
    reshape(x, split),
    split.map(() => 0),
    split.map((_, i) => (i === axis + 1 ? step - 1 : 0)),
  );
  const merged = reshape(padded, x.shape.with(axis, x.shape[axis]! * step));
  return slice(merged, [{ axis, end: (x.shape[axis]! - 1) * step + 1 }]);
}

/** Gathering along axis 0 is a sum of rows back: rows (N, …) added at `indices` into zeros. */
function scatterRows(shape: readonly number[], indices: Tensor, rows: Tensor): Tensor {
  const count = elementCount(indices.shape);
  const updates = reshape(rows, [count, ...shape.slice(1)]);
  return scatterNDAdd(filled(shape, 0), reshape(indices, [count, 1]), updates);
}

export const arrangeReverseRules = {
  Input: { none: "it has no inputs" },
  Constant: { none: "it has no inputs" },
  Reshape: ({ inputs: [x] }, _outputs, [gradient]) => [gradient && reshape(gradient, x!.shape)],
  Transpose: ({ attributes: { perm } }, _outputs, [gradient]) => [
    gradient && transpose(gradient, inversePermutation(perm)),
  ],
  Expand: ({ inputs: [x] }, _outputs, [gradient]) => [gradient && sumTo(gradient, x!)],
  Slice: ({ inputs: [x], attributes: { starts, steps } }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const spread = steps.reduce((value, step, axis) => dilate(value, axis, step), gradient);
    const ends = x!.shape.map((extent, axis) => extent - starts[axis]! - spread.shape[axis]!);
    return [pad(spread, starts, ends)];
  },
  Concat: ({ inputs, attributes: { axis } }, _outputs, [gradient]) =>
    gradient
      ? split(
          gradient,
          axis,
          inputs.map(({ shape }) => shape[axis]!),
        )
      : [],
  Pad: ({ inputs: [x], attributes: { pads } }, _outputs, [gradient]) => [
    gradient &&
      slice(
        gradient,
        x!.shape.map((extent, axis) => ({ axis, start: pads[axis]!, end: pads[axis]! + extent })),
      ),
  ],
  Gather: ({ inputs: [data, indices], attributes: { axis } }, _outputs, [gradient]) => {
    if (!gradient) return [];
    const { shape } = data!;
    const rank = indices!.shape.length;
    const gathered = Array.from({ length: rank }, (_, i) => axis + i);
    const others = gradient.shape.map((_, i) => i).filter((i) => !gathered.includes(i));
    const rowsFirst = transpose(gradient, [...gathered, ...others]);
    const axisFirst = [axis, ...shape.map((_, i) => i).filter((i) => i !== axis)];
    const summed = scatterRows(
      axisFirst.map((i) => shape[i]!),
      indices!,
      rowsFirst,
    );
    return [transpose(summed, inversePermutation(axisFirst)), undefined];
  },
  GatherElements: ({ inputs: [data, indices], attributes: { axis } }, _outputs, [gradient]) => [
    gradient && scatterElementsAdd(filled(data!.shape, 0), indices!, gradient, axis),
    undefined,
  ],
  ScatterElementsAdd: ({ inputs: [, indices], attributes: { axis } }, _outputs, [gradient]) => [
    gradient,
    undefined,
    gradient && gatherElements(gradient, indices!, axis),
  ],
  ScatterNDAdd: ({ inputs: [, indices] }, _outputs, [gradient]) => [
    gradient,
    undefined,
    gradient && gatherSlices(gradient, indices!),
  ],
  ArgMax: { none: "a position does not move with the values" },
  OneHot: { none: "its input is a class" },
} satisfies Partial<ReverseRules>;

/** The slices of x at positions (…, r) of its leading r axes, which are flattened to one to gather them. */
function gatherSlices(x: Tensor, indices: Tensor): Tensor {
  const depth = indices.shape.at(-1)!;
  const lead = x.shape.slice(0, depth);
  const strides = int64([depth], rowMajorStrides(lead));
  const flat = reduceSum(mul(indices, constant(strides)), { axes: [-1] });
  return gather(reshape(x, [elementCount(lead), ...x.shape.slice(depth)]), flat, 0);
}
