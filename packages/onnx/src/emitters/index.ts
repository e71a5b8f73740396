/** The emitter of every primitive. */
import type { Emitters } from "../emitter.ts";
import { arrangeEmitters } from "./arrange.ts";
import { elementwiseEmitters } from "./elementwise.ts";
import { linearEmitters } from "./linear.ts";
import { reduceEmitters } from "./reduce.ts";

export const emitters: Emitters = {
  ...arrangeEmitters,
  ...elementwiseEmitters,
  ...linearEmitters,
  ...reduceEmitters,
};
