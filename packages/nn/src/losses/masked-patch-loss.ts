/** What a masked autoencoder minimises: the error of the patches that it could not see. */
import { add, div, mul, reduceMean, reduceSum, sqrt, sub, type Tensor } from "@cmrkit/graph";
import { patchify } from "../layers/patches.ts";
import { selectTokens } from "../layers/token-selection.ts";

/** Added to the deviation of a patch before dividing by it. Source: `mse_loss` of cinema/mae/mae.py. */
export const PATCH_EPSILON = 1e-6;

export interface MaskedPatches {
  /** (B, Nm, P) as the model guessed them. */
  readonly predicted: Tensor;
  /** (B, C, …) the whole image. */
  readonly image: Tensor;
  /** (B, Nm) int64, the removed patches. */
  readonly masked: Tensor;
  /** Extents of a patch. */
  readonly patch: readonly number[];
}

/**
 * Mean squared error over the voxels of the removed patches of one view.
 *
 * @param normalised Each patch is first brought to mean 0 and deviation 1 (with n − 1, as torch's `var`). Source: He et
 *   al. 2021, arXiv:2111.06377 §4.1; CineMA does without.
 */
export function maskedPatchError(
  { predicted, image, masked, patch }: MaskedPatches,
  { normalised = false } = {},
): Tensor {
  const patches = selectTokens(patchify(image, patch), masked);
  const error = sub(predicted, normalised ? normalisedPatches(patches) : patches);
  return reduceMean(mul(error, error));
}

function normalisedPatches(patches: Tensor): Tensor {
  const centred = sub(patches, reduceMean(patches, { axes: [2], keepdims: true }));
  const P = patches.shape[2]!;
  const variance = div(reduceSum(mul(centred, centred), { axes: [2], keepdims: true }), P - 1);
  return div(centred, add(sqrt(variance), PATCH_EPSILON));
}

/** The mean over views, each counting alike however many patches it has. */
export function meanOverViews(errors: readonly Tensor[]): Tensor {
  return div(
    errors.reduce((sum, error) => add(sum, error)),
    errors.length,
  );
}
