/**
 * A vision transformer that answers with a few numbers: classes, a regression, or coordinates. A linear layer reads the
 * features of the encoder, whose parameters keep the names of timm and DINO under `encoder.`, so that pre-trained weights
 * fit. On an encoder that does not learn this is DINO's linear probe.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294 §4.1; facebookresearch/dino, eval_linear.py, which reads the class token of
 * small models and both kinds of token of larger ones.
 */
import { concat, reduceMean, type Tensor } from "@cmrkit/graph";
import { linear, vitInitialisers } from "../layers/linear.ts";
import type { ParameterScope } from "../parameters.ts";
import { type VitConfig, type VitFeatures, vit } from "./vit.ts";

/** What the linear layer reads: the class token, the mean of the patch tokens, or one behind the other. */
export type VitReading = "cls" | "patches" | "cls and patches";

export interface VitPredictorConfig {
  readonly encoder: VitConfig;
  readonly reads: VitReading;
  /** K. */
  readonly outChannels: number;
}

/**
 * @param image (B, C, Y, X).
 * @param dropPathUniform As `vit` takes it.
 * @returns (B, K).
 * @throws {ShapeError} as `vit`.
 */
export function vitPredictor(
  scope: ParameterScope,
  config: VitPredictorConfig,
  image: Tensor,
  dropPathUniform?: Tensor,
): Tensor {
  const features = vit(scope.at("encoder"), config.encoder, image, dropPathUniform);
  return vitHead(scope, vitImageFeatures(features, config.reads), config.outChannels);
}

/** The linear layer alone, on features that were computed before: (B, F) → (B, K). */
export function vitHead(scope: ParameterScope, features: Tensor, outChannels: number): Tensor {
  return linear(scope.at("head"), features, outChannels, vitInitialisers);
}

/** One vector an image, (B, E), or (B, 2·E) of both kinds of token. */
export function vitImageFeatures({ cls, patches }: VitFeatures, reads: VitReading): Tensor {
  const ofPatches = reduceMean(patches, { axes: [1] });
  const features = { cls, patches: ofPatches, "cls and patches": concat([cls, ofPatches], 1) };
  return features[reads];
}
