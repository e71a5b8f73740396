/** The type of a shape rule: what a primitive makes of the types of its inputs. */
import type { DType, Shape } from "@cmrkit/tensor";
import type { PrimitiveAttributes, PrimitiveName } from "../primitive.ts";

/** Element type and extents, known when the graph is built. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** The types of all outputs. Throws ShapeError, naming the primitive and the shapes, when the inputs do not fit. */
export type ShapeRule<P extends PrimitiveName> = (
  inputs: readonly TensorType[],
  attributes: PrimitiveAttributes[P],
) => readonly TensorType[];

export type ShapeRules = { readonly [P in PrimitiveName]: ShapeRule<P> };

/** A rule without attributes, fit for any primitive that has none. */
export type PlainShapeRule = (inputs: readonly TensorType[]) => readonly TensorType[];
