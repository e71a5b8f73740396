/** The conformance cases of every primitive; a primitive without a case fails the type check. */
import type { PrimitiveName } from "@cmrkit/graph";
import { arrangeCases } from "./arrange.ts";
import type { PrimitiveCases } from "./case.ts";
import { convolutionCases } from "./convolution.ts";
import { elementwiseCases } from "./elementwise.ts";
import { indexByCases } from "./index-by.ts";
import { linearCases } from "./linear.ts";
import { reduceCases } from "./reduce.ts";

export const primitiveCases: { readonly [P in PrimitiveName]: PrimitiveCases } = {
  ...arrangeCases,
  ...convolutionCases,
  ...elementwiseCases,
  ...indexByCases,
  ...linearCases,
  ...reduceCases,
};
