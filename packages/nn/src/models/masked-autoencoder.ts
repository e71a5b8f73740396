/**
 * CineMA's masked autoencoder: the encoder sees the patches that a mask left, the decoder guesses the others.
 *
 * Each view has its own stem, positions, mask token and head; the transformer and the decoder are shared. The decoder
 * cross-attends from mask tokens to visible tokens. The original lets the class token ask too and drops its answer, which
 * no other token sees; here it does not ask.
 *
 * Source: Fu et al. 2025, arXiv:2506.00679; cinema/mae/mae.py, whose names of parameters these are; the decoder is that
 * of CrossMAE (Fu et al. 2024, arXiv:2401.14391). Images run (B, C, X, Y[, Z]) as the original's weights demand.
 */
import { add, concat, split, type Tensor } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import { linear } from "../layers/linear.ts";
import { layerNorm } from "../layers/normalisation.ts";
import { positionalEmbedding } from "../layers/positional-embedding.ts";
import { selectRows } from "../layers/token-selection.ts";
import { type TransformerConfig, transformerBlocks } from "../layers/transformer.ts";
import type { ParameterScope } from "../parameters.ts";
import { type CinemaEncoderConfig, cinemaFeatures } from "./cinema/encoder.ts";
import { type CinemaView, levelSizes, ofView, presentViews, tokenPatch, type ViewTensors } from "./cinema/view.ts";
import { learntToken } from "./cinema/vit-encoder.ts";

export interface MaskedAutoencoderConfig extends CinemaEncoderConfig {
  readonly decoder: { readonly embedDim: number; readonly transformer: TransformerConfig };
}

/** Which patches of each view stay and which are removed, (B, Nv) and (B, Nm) int64 places in the token grid. */
export interface PatchIndices {
  readonly visible: ViewTensors;
  readonly masked: ViewTensors;
}

/**
 * Guesses the removed patches of every view of which there is an image.
 *
 * @param images (B, inChannels, X, Y[, Z]) of each view.
 * @returns (B, Nm, P) of each view, its removed patches in the order of `masked`, voxels as `patchify` orders them.
 * @throws what `removedTokens` throws.
 */
export function maskedAutoencoder(
  scope: ParameterScope,
  config: MaskedAutoencoderConfig,
  images: ViewTensors,
  indices: PatchIndices,
): ReadonlyMap<string, Tensor> {
  const tokens = removedTokens(scope, config, images, indices);
  const views = presentViews(config.views, images);
  return new Map(views.map((view) => [view.name, patchHead(scope, config, view, tokens.get(view.name)!)]));
}

/**
 * What the decoder makes of the removed patches before their voxels are guessed.
 *
 * @returns (B, Nm, decoder.embedDim) of each view.
 * @throws {ShapeError} for no image, an image of an unknown view, indices missing for a view, or an image that the stem's
 *   steps do not divide.
 */
export function removedTokens(
  scope: ParameterScope,
  config: MaskedAutoencoderConfig,
  images: ViewTensors,
  { visible, masked }: PatchIndices,
): ReadonlyMap<string, Tensor> {
  const views = presentViews(config.views, images);
  const features = cinemaFeatures(scope, config, images, { visible });
  const { embedDim } = config.decoder;
  const keys: Tensor[] = [];
  const queries: Tensor[] = [];
  for (const view of views) {
    const at = scope.at("dec_embed_dict", view.name);
    const positions = decoderPositions(at, config, view, ofView(images, "image", view));
    const known = linear(scope.at("dec_linear"), features.views.get(view.name)!, embedDim);
    keys.push(add(known, selectRows(positions, ofView(visible, "visible patches", view))));
    const removed = selectRows(positions, ofView(masked, "masked patches", view));
    queries.push(add(removed, learntToken(at, "mask_token", embedDim)));
  }
  const decoded = decode(scope.at("decoder"), config, queries, keys);
  return new Map(views.map((view, i) => [view.name, decoded[i]!]));
}

function decoderPositions(
  scope: ParameterScope,
  { convChannels, decoder }: MaskedAutoencoderConfig,
  view: CinemaView,
  image: Tensor,
): Tensor {
  const gridOf = (size: readonly number[]) => levelSizes(view, size, convChannels.length).at(-1)!;
  return positionalEmbedding(scope, gridOf(view.imageSize), gridOf(image.shape.slice(2)), decoder.embedDim);
}

/** The mask tokens of each view, having asked the visible tokens of all views. */
function decode(
  scope: ParameterScope,
  { decoder }: MaskedAutoencoderConfig,
  queries: readonly Tensor[],
  keys: readonly Tensor[],
): Tensor[] {
  const answered = transformerBlocks(scope, concat(queries, 1), decoder.transformer, { key: concat(keys, 1) });
  const normalised = layerNorm(scope.at("norm"), answered);
  return split(
    normalised,
    1,
    queries.map(({ shape }) => shape[1]!),
  );
}

/** The voxels of each patch from its token, (B, Nm, P). */
function patchHead(scope: ParameterScope, config: MaskedAutoencoderConfig, view: CinemaView, tokens: Tensor): Tensor {
  const P = elementCount(tokenPatch(view, config.convChannels.length)) * view.inChannels;
  return linear(scope.at("pred_head_dict", view.name), tokens, P);
}
