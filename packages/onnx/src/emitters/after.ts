/**
 * Waiting, which ONNX cannot say: its graphs order nodes by data alone, and ONNX Runtime drops an Identity, merges equal
 * nodes and starts early what can start early.
 *
 * So the value goes through a Reshape to its own shape, a new view of the same memory, and that shape is chosen by a
 * comparison of each token's first element with itself. Both choices are the same shape: it holds whatever the element
 * is, NaN included, but no optimiser can know it before the token is there.
 */
import type { Tensor } from "@cmrkit/graph";
import type { Emitter } from "../emitter.ts";
import { integer, type ModelBuilder, onnxDataType } from "../model-builder.ts";

export const emitAfter: Emitter<"After"> = (builder, { inputs: [x, ...tokens] }, [value, ...names], [output]) => {
  const { dtype, shape } = x!;
  const target = tokens.reduce(
    (chosen, token, i) => builder.add("Where", [isItself(builder, token, names[i]!), chosen, chosen]),
    builder.int64Vector(shape),
  );
  builder.add("Reshape", [value!, target], { attributes: { allowzero: integer(1) } }, output);
  builder.describe({ name: output!, dtype, shape }); // else the runtime would not know the shapes of all that follows
};

/** A vector of one truth value, that of first element = first element. */
function isItself(builder: ModelBuilder, { dtype }: Tensor, name: string): string {
  const flat = builder.add("Reshape", [name, builder.int64Vector([-1])]);
  const [begin, end] = [builder.int64Vector([0]), builder.int64Vector([1])];
  const first = builder.add("Slice", [flat, begin, end]);
  const comparable =
    dtype === "float16"
      ? builder.add("Cast", [first], { attributes: { to: integer(onnxDataType("float32")) } })
      : first;
  return builder.add("Equal", [comparable, comparable]);
}
