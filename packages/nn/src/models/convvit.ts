/**
 * ConvViT: a convolutional stem for each view, one transformer over the tokens of all views, and a linear head for each
 * view and for the class token. It classifies and regresses from one or several views of a heart.
 *
 * Source: Fu et al. 2025, arXiv:2506.00679; cinema/convvit.py, whose names of parameters these are. Images run
 * (B, C, X, Y[, Z]) as the original's weights demand.
 */
import { add, concat, div, reduceMean, type Tensor } from "@cmrkit/graph";
import { linear } from "../layers/linear.ts";
import type { DropPath } from "../layers/transformer.ts";
import type { ParameterScope } from "../parameters.ts";
import { type CinemaEncoderConfig, type CinemaFeatures, cinemaFeatures } from "./cinema/encoder.ts";
import { ofView, type ViewTensors } from "./cinema/view.ts";

export interface ConvViTConfig extends CinemaEncoderConfig {
  readonly outChannels: number;
}

/** Which tokens speak: the class token, the mean of each view's patches, or the mean of all of these. */
export type ConvViTReduction = "all" | "patch" | "cls";

/** Images → logits (B, outChannels). */
export function convViT(
  scope: ParameterScope,
  config: ConvViTConfig,
  images: ViewTensors,
  reduction: ConvViTReduction = "all",
): Tensor {
  return convViTLogits(scope, config, convViTFeatures(scope, config, images), reduction);
}

/**
 * The encoder without heads.
 * @throws {ShapeError} when a configured view has no image, or the stem's steps do not divide one.
 */
export function convViTFeatures(
  scope: ParameterScope,
  config: ConvViTConfig,
  images: ViewTensors,
  options: { readonly dropPath?: DropPath } = {},
): CinemaFeatures {
  for (const view of config.views) ofView(images, "image", view);
  return cinemaFeatures(scope, config, images, options);
}

/** The mean of the heads that the reduction names, (B, outChannels). */
export function convViTLogits(
  scope: ParameterScope,
  { outChannels }: ConvViTConfig,
  { cls, views }: CinemaFeatures,
  reduction: ConvViTReduction,
): Tensor {
  const head = (name: string, x: Tensor) => linear(scope.at("pred_head_dict", name), x, outChannels);
  const ofViews = [...views].map(([name, tokens]) => head(name, reduceMean(tokens, { axes: [1] })));
  const ofCls = head("cls", cls); // declared whatever speaks: every checkpoint holds it
  if (reduction === "cls") return ofCls;
  return mean(reduction === "all" ? [...ofViews, ofCls] : ofViews);
}

/** One vector an image, (B, E·(1 + views)): the class token, then the mean of each view's patches, as heads read them. */
export function convViTImageFeatures({ cls, views }: CinemaFeatures): Tensor {
  return concat([cls, ...[...views.values()].map((tokens) => reduceMean(tokens, { axes: [1] }))], 1);
}

function mean(parts: readonly Tensor[]): Tensor {
  return div(
    parts.reduce((a, b) => add(a, b)),
    parts.length,
  );
}
