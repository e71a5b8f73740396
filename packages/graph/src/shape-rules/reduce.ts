/** Shapes of normalisations and reductions. */
import { elementCount } from "@cmrkit/tensor";
import type { ReduceAttributes } from "../primitive.ts";
import { expectAxis, expectInputs, expectSameDtype, refuse } from "./expect.ts";
import type { ShapeRule, ShapeRules } from "./rule.ts";

/** A shape whose `axes` are reduced to one sample, or removed. */
export function reducedShape(shape: readonly number[], { axes, keepdims }: ReduceAttributes): number[] {
  return shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [extent]));
}

function reduction(name: "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin"): ShapeRule<typeof name> {
  return (inputs, attributes) => {
    expectInputs(name, inputs, 1);
    const { dtype, shape } = inputs[0]!;
    for (const axis of attributes.axes) expectAxis(name, inputs, axis, shape.length);
    return [{ dtype, shape: reducedShape(shape, attributes) }];
  };
}

function sameShapeAlong(name: "Softmax" | "LogSoftmax"): ShapeRule<typeof name> {
  return (inputs, { axis }) => {
    expectInputs(name, inputs, 1);
    expectAxis(name, inputs, axis, inputs[0]!.shape.length);
    return [{ dtype: inputs[0]!.dtype, shape: inputs[0]!.shape }];
  };
}

export const reduceShapeRules = {
  LayerNormalization: (inputs, { axis }) => {
    expectInputs("LayerNormalization", inputs, 2, 3);
    const dtype = expectSameDtype("LayerNormalization", inputs);
    const { shape } = inputs[0]!;
    expectAxis("LayerNormalization", inputs, axis, shape.length);
    const normalised = elementCount(shape.slice(axis));
    if (inputs.slice(1).some((input) => elementCount(input.shape) !== normalised))
      refuse("LayerNormalization", inputs, `scale and bias need ${normalised} elements`);
    const statistics = { dtype, shape: shape.map((extent, i) => (i < axis ? extent : 1)) };
    return [{ dtype, shape }, statistics, statistics];
  },
  Softmax: sameShapeAlong("Softmax"),
  LogSoftmax: sameShapeAlong("LogSoftmax"),
  ReduceSum: reduction("ReduceSum"),
  ReduceMean: reduction("ReduceMean"),
  ReduceMax: reduction("ReduceMax"),
  ReduceMin: reduction("ReduceMin"),
} satisfies Partial<ShapeRules>;
