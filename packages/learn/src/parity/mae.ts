/** Parity of the masked autoencoder: predictions and loss under a stored mask, features without one, gradients. */
import {
  type CinemaEncoderConfig,
  cinemaFeatures,
  type MaskedAutoencoderConfig,
  maskedAutoencoder,
  maskedPatchError,
  maskFeeds,
  maskInputs,
  meanOverViews,
  ParameterScope,
  type PatchMask,
  patchMask,
  tokenPatch,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type HostTensor, hostTensor } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { maskedAutoencoderArguments, maskedAutoencoderOf } from "../models/cinema-original.ts";
import type { GroupComparison } from "./comparison.ts";
import { viewInputs } from "./convvit.ts";
import { modelParity } from "./model-parity.ts";
import { type Reference, referenceConfig } from "./reference.ts";

const MASK_RATIO = 0.75; // of every stored mask

export async function maskedAutoencoderParity(
  reference: Reference,
  options: SessionOptions,
): Promise<GroupComparison[]> {
  const config = maskedAutoencoderOf(referenceConfig(reference, maskedAutoencoderArguments));
  const masks = storedMasks(reference, config);
  const scope = new ParameterScope();
  const { outputs, loss } = referenceOutputs(scope, config, reference);
  const fed = { ...reference, io: new Map([...reference.io, ...maskFeeds(masks)]) };
  return modelParity(fed, { specs: scope.specs, outputs, loss }, options);
}

function referenceOutputs(scope: ParameterScope, config: MaskedAutoencoderConfig, reference: Reference) {
  const images = viewInputs(reference, config, "in.image");
  const B = Object.values(images)[0]!.shape[0]!;
  const indices = maskInputs(config, B, MASK_RATIO);
  const predictions = maskedAutoencoder(scope, config, images, indices);
  const errors = config.views.map((view) =>
    maskedPatchError({
      predicted: predictions.get(view.name)!,
      image: images[view.name]!,
      masked: indices.masked[view.name]!,
      patch: tokenPatch(view, config.convChannels.length),
    }),
  );
  const { cls, views } = cinemaFeatures(scope, config, images);
  const features = [["cls", cls] as const, ...views];
  const loss = meanOverViews(errors);
  const outputs = {
    loss,
    ...Object.fromEntries([...predictions].map(([view, patches]) => [`pred.${view}`, patches])),
    ...Object.fromEntries(features.map(([name, tokens]) => [`feature.${name}`, tokens])),
  };
  return { outputs, loss };
}

/** The stored 0/1 masks as indices. */
function storedMasks(reference: Reference, { views }: CinemaEncoderConfig): Map<string, PatchMask> {
  return new Map(views.map(({ name }) => [name, patchMask(bytes(reference, `in.mask.${name}`))]));
}

function bytes({ name, io }: Reference, tensor: string): HostTensor<"uint8"> {
  const stored = io.get(tensor);
  if (!stored || !(stored.data instanceof Uint8Array))
    throw new LearnError("data-missing", `${name}/io.safetensors: expected ${tensor} as bytes`);
  return hostTensor("uint8", stored.shape, stored.data);
}
