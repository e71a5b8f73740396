/** Parity of ConvUNetR: logits, cross entropy, Dice loss, and the gradients of their sum. */
import { add } from "@cmrkit/graph";
import { convUNetR, crossEntropy, diceLoss, ParameterScope } from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { convUNetRArguments, convUNetROf } from "../models/cinema-original.ts";
import type { GroupComparison } from "./comparison.ts";
import { modelParity } from "./model-parity.ts";
import { type Reference, referenceConfig, referenceInput } from "./reference.ts";

/** References of ConvUNetR have one view. */
export async function convUNetRParity(reference: Reference, options: SessionOptions): Promise<GroupComparison[]> {
  const config = convUNetROf(referenceConfig(reference, convUNetRArguments));
  const { name } = config.views[0]!;
  const scope = new ParameterScope();
  const logits = convUNetR(scope, config, { [name]: referenceInput(reference, "in.image") }).get(name)!;
  const label = referenceInput(reference, "in.label");
  const parts = { cross_entropy: crossEntropy(logits, label), dice_loss: diceLoss(logits, label) };
  const loss = add(parts.cross_entropy, parts.dice_loss);
  return modelParity(reference, { specs: scope.specs, outputs: { logits, ...parts }, loss }, options);
}
