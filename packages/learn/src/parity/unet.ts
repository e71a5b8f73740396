/** Parity of the U-Net: logits, cross entropy and its gradients. */
import { crossEntropy, ParameterScope, type UNetConfig, unet } from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { z } from "zod";
import type { GroupComparison } from "./comparison.ts";
import { modelParity } from "./model-parity.ts";
import { type Reference, referenceConfig, referenceInput } from "./reference.ts";

const sizes = z.array(z.int().positive());

const schema = z.strictObject({
  n_dims: z.union([z.literal(2), z.literal(3)]),
  in_chans: z.int().positive(),
  out_chans: z.int().positive(),
  chans: sizes,
  patch_size: sizes,
  scale_factor: sizes,
});

/** Defaults of the original's constructor. Source: cinema/segmentation/unet.py. */
const defaults = { blocks: 2, kernelSize: 3, norm: "instance" } as const satisfies Partial<UNetConfig>;

export async function unetParity(reference: Reference, options: SessionOptions): Promise<GroupComparison[]> {
  const { out_chans, chans, patch_size, scale_factor } = referenceConfig(reference, schema);
  const config = {
    outChannels: out_chans,
    channels: chans,
    patchSize: patch_size,
    scaleFactor: scale_factor,
    ...defaults,
  };
  const scope = new ParameterScope();
  const logits = unet(scope, config, referenceInput(reference, "in.image"));
  const loss = crossEntropy(logits, referenceInput(reference, "in.label"));
  return modelParity(reference, { specs: scope.specs, outputs: { logits, loss }, loss }, options);
}
