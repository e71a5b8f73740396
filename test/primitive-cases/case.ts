/** The type of a conformance case: a small graph around one primitive, with inputs far from kinks and ties. */
import type { Tensor } from "@cmrkit/graph";
import type { Sample } from "../samples.ts";

export interface PrimitiveCase {
  /** What this case adds to the others of its primitive. */
  readonly name: string;
  readonly inputs: readonly Sample[];
  readonly build: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  /** The elements of every output, worked out by hand. */
  readonly byHand?: readonly (readonly number[])[];
  /** Why the gradient of this case cannot be asked for, though the primitive has one. */
  readonly withoutGradient?: string;
}

/** At least one case a primitive. */
export type PrimitiveCases = readonly [PrimitiveCase, ...PrimitiveCase[]];
