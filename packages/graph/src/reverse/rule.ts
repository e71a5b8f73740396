/** The type of a reverse rule, and what every rule of a broadcasting primitive needs. */
import { sameShape } from "@cmrkit/tensor";
import { reduceSum, reshape } from "../ops/index.ts";
import type { PrimitiveName } from "../primitive.ts";
import type { NodeOf, Tensor } from "../trace.ts";

/**
 * The gradients of a node's inputs from those of its outputs (`undefined`: zero). Built of the same primitives, so a
 * gradient is an ordinary graph and can be differentiated again.
 */
export type ReverseRule<P extends PrimitiveName> = (
  node: NodeOf<P>,
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | undefined)[],
) => readonly (Tensor | undefined)[];

/** A rule that asks for nothing but the inputs, fit for any primitive. */
export type PlainReverseRule = (
  node: { readonly inputs: readonly Tensor[] },
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | undefined)[],
) => readonly (Tensor | undefined)[];

/** Why a primitive passes no gradient. */
export type NoGradient = { readonly none: string };

export type ReverseRules = { readonly [P in PrimitiveName]: ReverseRule<P> | NoGradient };

/** The adjoint of broadcasting: sums a gradient over the axes along which an operand was stretched. */
export function sumTo(gradient: Tensor, operand: Tensor): Tensor {
  const target = operand.shape;
  if (sameShape(gradient.shape, target)) return gradient;
  const lead = gradient.shape.length - target.length;
  const stretched = gradient.shape.flatMap((extent, axis) =>
    axis < lead || (target[axis - lead] === 1 && extent !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(gradient, { axes: stretched, keepdims: true }), target);
}
