/** Normalisations and reductions. Since opset 18 the axes of every reduction are an input. */
import type { NodeOf } from "@cmrkit/graph";
import type { Emitter, Emitters } from "../emitter.ts";
import { integer, type ModelBuilder } from "../model-builder.ts";

type ReductionName = "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin";

function reduction(
  builder: ModelBuilder,
  { primitive, attributes: { axes, keepdims } }: NodeOf<"ReduceSum"> | NodeOf<Exclude<ReductionName, "ReduceSum">>,
  inputs: readonly string[],
  outputs: readonly string[],
): void {
  const attributes = { keepdims: integer(keepdims ? 1 : 0) };
  builder.addAll(primitive, [...inputs, builder.int64Vector(axes)], outputs, { attributes });
}

function alongAxis(opType: string): Emitter<"Softmax"> & Emitter<"LogSoftmax"> {
  return (builder, { attributes: { axis } }, inputs, outputs) =>
    builder.addAll(opType, inputs, outputs, { attributes: { axis: integer(axis) } });
}

export const reduceEmitters = {
  LayerNormalization: (builder, { inputs: tensors, attributes: { axis, epsilon } }, inputs, outputs) => {
    const normalised = tensors[0]!.shape.slice(axis);
    const shaped = inputs.map((name, i) =>
      i === 0 || tensors[i]!.shape.length === normalised.length
        ? name
        : builder.add("Reshape", [name, builder.int64Vector(normalised)]),
    );
    builder.addAll("LayerNormalization", shaped, trimmed(outputs), { attributes: { axis: integer(axis), epsilon } });
  },
  Softmax: alongAxis("Softmax"),
  LogSoftmax: alongAxis("LogSoftmax"),
  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,
  ReduceMin: reduction,
} satisfies Partial<Emitters>;

/** Outputs without the unused ones at the end, which ONNX leaves out. */
function trimmed(outputs: readonly string[]): readonly string[] {
  return outputs.slice(0, outputs.findLastIndex((name) => name !== "") + 1);
}
