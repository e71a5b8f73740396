/** Primitives that move elements. */
import { allocate } from "@cmrkit/tensor";
import type { Emitters } from "../emitter.ts";
import { integer } from "../model-builder.ts";
import { emitTranspose } from "./transpose.ts";

export const arrangeEmitters = {
  Input: () => {
    throw new Error("internal: inputs are named by the model, not emitted");
  },
  Constant: (builder, { attributes: { value } }, _inputs, outputs) => {
    builder.initializer(value, outputs[0]);
  },
  Reshape: (builder, { attributes: { shape } }, inputs, outputs) => {
    builder.addAll("Reshape", [...inputs, builder.int64Vector(shape)], outputs, {
      attributes: { allowzero: integer(1) },
    });
  },
  Transpose: emitTranspose,
  Expand: (builder, { attributes: { shape } }, inputs, outputs) => {
    builder.addAll("Expand", [...inputs, builder.int64Vector(shape)], outputs);
  },
  Slice: (builder, { inputs: [x], attributes: { starts, ends, steps } }, inputs, outputs) => {
    const axes = x!.shape.flatMap((extent, a) => (starts[a] === 0 && ends[a] === extent && steps[a] === 1 ? [] : [a]));
    const along = (bounds: readonly number[]) => builder.int64Vector(axes.map((axis) => bounds[axis]!));
    builder.addAll("Slice", [...inputs, along(starts), along(ends), builder.int64Vector(axes), along(steps)], outputs);
  },
  Concat: (builder, { attributes: { axis } }, inputs, outputs) => {
    builder.addAll("Concat", inputs, outputs, { attributes: { axis: integer(axis) } });
  },
  Pad: (builder, { inputs: [x], attributes: { pads, value } }, inputs, outputs) => {
    const fill = allocate(x!.dtype, 1);
    if (fill instanceof BigInt64Array) fill[0] = BigInt(value);
    else fill[0] = value;
    const scalar = builder.initializer({ dtype: x!.dtype, shape: [], data: fill });
    builder.addAll("Pad", [...inputs, builder.int64Vector(pads), scalar], outputs);
  },
  Gather: (builder, { attributes: { axis } }, inputs, outputs) => {
    builder.addAll("Gather", inputs, outputs, { attributes: { axis: integer(axis) } });
  },
  GatherElements: (builder, { attributes: { axis } }, inputs, outputs) => {
    builder.addAll("GatherElements", inputs, outputs, { attributes: { axis: integer(axis) } });
  },
  ScatterElementsAdd: (builder, { attributes: { axis } }, inputs, outputs) => {
    const attributes = { axis: integer(axis), reduction: "add" };
    builder.addAll("ScatterElements", inputs, outputs, { attributes });
  },
  ScatterNDAdd: (builder, _node, inputs, outputs) => {
    builder.addAll("ScatterND", inputs, outputs, { attributes: { reduction: "add" } });
  },
  ArgMax: (builder, { attributes: { axis, keepdims } }, inputs, outputs) => {
    const attributes = { axis: integer(axis), keepdims: integer(keepdims ? 1 : 0) };
    builder.addAll("ArgMax", inputs, outputs, { attributes });
  },
  OneHot: (builder, { attributes: { axis, depth } }, inputs, outputs) => {
    const values = builder.initializer({ dtype: "float32", shape: [2], data: Float32Array.of(0, 1) });
    builder.addAll("OneHot", [...inputs, builder.int64Vector([depth]), values], outputs, {
      attributes: { axis: integer(axis) },
    });
  },
} satisfies Partial<Emitters>;
