/** The type of an emitter: how a primitive becomes ONNX nodes. */
import type { NodeOf, PrimitiveAttributes } from "@cmrkit/graph";
import type { ModelBuilder } from "./model-builder.ts";

type PrimitiveName = keyof PrimitiveAttributes;

/**
 * Adds the nodes of one primitive. `inputs` are the names of its inputs, `outputs` the names that its outputs must get;
 * an output after the first that nothing uses is "".
 */
export type Emitter<P extends PrimitiveName> = (
  builder: ModelBuilder,
  node: NodeOf<P>,
  inputs: readonly string[],
  outputs: readonly string[],
) => void;

export type Emitters = { readonly [P in PrimitiveName]: Emitter<P> };
