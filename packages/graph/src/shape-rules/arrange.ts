/** Shapes of primitives that move elements: sources, views, concatenation, gathering, scattering. */
import { broadcastShapes, elementCount, sameShape, showShape } from "@cmrkit/tensor";
import { expectAxis, expectDtype, expectInputs, expectSameDtype, refuse } from "./expect.ts";
import type { ShapeRules } from "./rule.ts";

export const arrangeShapeRules = {
  Input: () => {
    throw new Error("internal: Input is made by `input`, which knows its type");
  },
  Constant: (_inputs, { value }) => [{ dtype: value.dtype, shape: value.shape }],
  Reshape: (inputs, { shape }) => {
    expectInputs("Reshape", inputs, 1);
    if (elementCount(inputs[0]!.shape) !== elementCount(shape))
      refuse("Reshape", inputs, `${showShape(shape)} has another number of elements`);
    return [{ dtype: inputs[0]!.dtype, shape }];
  },
  Transpose: (inputs, { perm }) => {
    expectInputs("Transpose", inputs, 1);
    const { dtype, shape } = inputs[0]!;
    if (
      !sameShape(
        [...perm].sort((a, b) => a - b),
        [...shape.keys()],
      )
    )
      refuse("Transpose", inputs, `${showShape(perm)} is no permutation of its axes`);
    return [{ dtype, shape: perm.map((axis) => shape[axis]!) }];
  },
  Expand: (inputs, { shape }) => {
    expectInputs("Expand", inputs, 1);
    if (!sameShape(broadcastShapes("Expand", inputs[0]!.shape, shape), shape))
      refuse("Expand", inputs, `does not stretch to ${showShape(shape)}`);
    return [{ dtype: inputs[0]!.dtype, shape }];
  },
  Slice: (inputs, { starts, ends, steps }) => {
    expectInputs("Slice", inputs, 1);
    const { dtype, shape } = inputs[0]!;
    if ([starts, ends, steps].some((bounds) => bounds.length !== shape.length))
      refuse("Slice", inputs, "needs a start, an end and a step for every axis");
    shape.forEach((extent, axis) => {
      if (starts[axis]! < 0 || ends[axis]! > extent || starts[axis]! >= ends[axis]! || steps[axis]! < 1)
        refuse("Slice", inputs, `${starts[axis]}…${ends[axis]} step ${steps[axis]} is no part of axis ${axis}`);
    });
    return [{ dtype, shape: shape.map((_, axis) => Math.ceil((ends[axis]! - starts[axis]!) / steps[axis]!)) }];
  },
  Concat: (inputs, { axis }) => {
    const dtype = expectSameDtype("Concat", inputs);
    const [first] = inputs;
    expectAxis("Concat", inputs, axis, first!.shape.length);
    const fits = inputs.every(
      ({ shape }) => shape.length === first!.shape.length && shape.every((e, i) => i === axis || e === first!.shape[i]),
    );
    if (!fits) refuse("Concat", inputs, `extents differ off axis ${axis}`);
    const extent = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return [{ dtype, shape: first!.shape.with(axis, extent) }];
  },
  Pad: (inputs, { pads }) => {
    expectInputs("Pad", inputs, 1);
    const { dtype, shape } = inputs[0]!;
    if (pads.length !== 2 * shape.length || pads.some((pad) => pad < 0))
      refuse("Pad", inputs, `needs ${2 * shape.length} pads of 0 or more`);
    return [{ dtype, shape: shape.map((extent, axis) => extent + pads[axis]! + pads[shape.length + axis]!) }];
  },
  Gather: (inputs, { axis }) => {
    expectInputs("Gather", inputs, 2);
    expectDtype("Gather", inputs, 1, "int64");
    const { dtype, shape } = inputs[0]!;
    expectAxis("Gather", inputs, axis, shape.length);
    return [{ dtype, shape: [...shape.slice(0, axis), ...inputs[1]!.shape, ...shape.slice(axis + 1)] }];
  },
  GatherElements: (inputs, { axis }) => {
    expectInputs("GatherElements", inputs, 2);
    expectDtype("GatherElements", inputs, 1, "int64");
    const [data, indices] = inputs;
    expectAxis("GatherElements", inputs, axis, data!.shape.length);
    if (
      indices!.shape.length !== data!.shape.length ||
      indices!.shape.some((e, i) => i !== axis && e > data!.shape[i]!)
    )
      refuse("GatherElements", inputs, "the indices must lie within the data off the axis");
    return [{ dtype: data!.dtype, shape: indices!.shape }];
  },
  ScatterElementsAdd: (inputs, { axis }) => {
    expectInputs("ScatterElementsAdd", inputs, 3);
    expectDtype("ScatterElementsAdd", inputs, 1, "int64");
    const [data, indices, updates] = inputs;
    expectAxis("ScatterElementsAdd", inputs, axis, data!.shape.length);
    if (!sameShape(indices!.shape, updates!.shape)) refuse("ScatterElementsAdd", inputs, "one update for each index");
    return [{ dtype: data!.dtype, shape: data!.shape }];
  },
  ScatterNDAdd: (inputs) => {
    expectInputs("ScatterNDAdd", inputs, 3);
    expectDtype("ScatterNDAdd", inputs, 1, "int64");
    const [data, indices, updates] = inputs;
    const depth = indices!.shape.at(-1) ?? 0;
    if (!sameShape(updates!.shape, [...indices!.shape.slice(0, -1), ...data!.shape.slice(depth)]))
      refuse("ScatterNDAdd", inputs, "one slice of updates for each index");
    return [{ dtype: data!.dtype, shape: data!.shape }];
  },
  ArgMax: (inputs, { axis, keepdims }) => {
    expectInputs("ArgMax", inputs, 1);
    const { shape } = inputs[0]!;
    expectAxis("ArgMax", inputs, axis, shape.length);
    return [{ dtype: "int64", shape: shape.flatMap((e, i) => (i === axis ? (keepdims ? [1] : []) : [e])) }];
  },
  OneHot: (inputs, { axis, depth }) => {
    expectInputs("OneHot", inputs, 1);
    expectDtype("OneHot", inputs, 0, "int64");
    const { shape } = inputs[0]!;
    expectAxis("OneHot", inputs, axis, shape.length + 1);
    return [{ dtype: "float32", shape: shape.toSpliced(axis, 0, depth) }];
  },
} satisfies Partial<ShapeRules>;
