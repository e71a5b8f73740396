/** The reverse rule of every primitive, or the reason why it has none. */
import type { PrimitiveName } from "../primitive.ts";
import { arrangeReverseRules } from "./arrange.ts";
import { elementwiseReverseRules } from "./elementwise.ts";
import { linearReverseRules } from "./linear.ts";
import { poolingReverseRules } from "./pooling.ts";
import { reduceReverseRules } from "./reduce.ts";
import { resizeReverseRules } from "./resize.ts";
import type { ReverseRules } from "./rule.ts";

export const reverseRules: ReverseRules = {
  ...arrangeReverseRules,
  ...elementwiseReverseRules,
  ...linearReverseRules,
  ...poolingReverseRules,
  ...reduceReverseRules,
  ...resizeReverseRules,
};

/** Why no gradient passes through a primitive, or `undefined` when one does. */
export function hasNoGradient(primitive: PrimitiveName): string | undefined {
  const rule = reverseRules[primitive];
  return typeof rule === "function" ? undefined : rule.none;
}
