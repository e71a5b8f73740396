/** A learned factor for each channel of a residual branch. Source: Touvron et al. 2021, arXiv:2103.17239 §2. */
import { mul, type Tensor } from "@cmrkit/graph";
import { constantInitialiser } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";

/** branch (…, E) → (…, E); `gamma` (E), at first `initial` everywhere. */
export function layerScale(scope: ParameterScope, branch: Tensor, initial: number): Tensor {
  return mul(branch, scope.parameter("gamma", [branch.shape.at(-1)!], constantInitialiser(initial)));
}
