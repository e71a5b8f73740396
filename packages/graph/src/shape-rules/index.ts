/** The shape rule of every primitive. */

import { arrangeShapeRules } from "./arrange.ts";
import { elementwiseShapeRules } from "./elementwise.ts";
import { linearShapeRules } from "./linear.ts";
import { reduceShapeRules } from "./reduce.ts";
import type { ShapeRules } from "./rule.ts";

export const shapeRules: ShapeRules = {
  ...arrangeShapeRules,
  ...elementwiseShapeRules,
  ...linearShapeRules,
  ...reduceShapeRules,
};

/** The name of every primitive, for whoever must forget none. */
export const primitiveNames: readonly string[] = Object.keys(shapeRules);
