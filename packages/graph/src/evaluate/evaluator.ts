/** The type of an evaluator: what a primitive computes, on float64 numbers whatever the element type. */
import type { Shape } from "@cmrkit/tensor";
import type { PrimitiveAttributes, PrimitiveName } from "../primitive.ts";
import type { TensorType } from "../shape-rules/rule.ts";

/** A tensor's elements while a graph is evaluated, row-major; bool as 0 and 1, integers as whole numbers. */
export interface Value {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/**
 * The elements of every output, in the order and with the shapes of `outputTypes`. Inputs have passed the shape rule
 * and may be returned, but not written to.
 */
export type Evaluator<P extends PrimitiveName> = (
  inputs: readonly Value[],
  attributes: PrimitiveAttributes[P],
  outputTypes: readonly TensorType[],
) => readonly Float64Array[];

/** Every primitive computes, but `Input`, which is fed. */
export type ComputedName = Exclude<PrimitiveName, "Input">;

export type Evaluators = { readonly [P in ComputedName]: Evaluator<P> };

/** A rule that reads no attributes, fit for any primitive without them. */
export type PlainEvaluator = (
  inputs: readonly Value[],
  attributes: unknown,
  outputTypes: readonly TensorType[],
) => readonly Float64Array[];
