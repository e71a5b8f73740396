/** Parity of ConvViT: logits of every reduction and of a larger image, and the gradients of the smoothed loss. */
import type { Tensor } from "@cmrkit/graph";
import {
  type CinemaEncoderConfig,
  convViT,
  convViTFeatures,
  convViTLogits,
  crossEntropy,
  ParameterScope,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { convViTArguments, convViTOf } from "../models/cinema-original.ts";
import type { GroupComparison } from "./comparison.ts";
import { modelParity } from "./model-parity.ts";
import { type Reference, referenceConfig, referenceInput } from "./reference.ts";

const LABEL_SMOOTHING = 0.1;

export async function convViTParity(reference: Reference, options: SessionOptions): Promise<GroupComparison[]> {
  const config = convViTOf(referenceConfig(reference, convViTArguments));
  const scope = new ParameterScope();
  const features = convViTFeatures(scope, config, viewInputs(reference, config, "in.image"));
  const all = convViTLogits(scope, config, features, "all");
  const loss = crossEntropy(all, referenceInput(reference, "in.label"), LABEL_SMOOTHING);
  const outputs = {
    "logits.all": all,
    "logits.patch": convViTLogits(scope, config, features, "patch"),
    "logits.cls": convViTLogits(scope, config, features, "cls"),
    "logits.larger": convViT(scope, config, viewInputs(reference, config, "in.image_larger")),
    loss,
  };
  return modelParity(reference, { specs: scope.specs, outputs, loss }, options);
}

/** The stored image of each view. */
export function viewInputs(
  reference: Reference,
  { views }: CinemaEncoderConfig,
  prefix: string,
): Record<string, Tensor> {
  return Object.fromEntries(views.map(({ name }) => [name, referenceInput(reference, `${prefix}.${name}`)]));
}
