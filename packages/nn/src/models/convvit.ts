/**
 * ConvViT: a convolutional stem for each view, one transformer over the tokens of all views, and a linear head for each
 * view and for the class token. It classifies and regresses from one or several views of a heart.
 *
 * Source: Fu et al. 2025, arXiv:2506.00679; cinema/convvit.py, whose names of parameters these are. Images run
 * (B, C, X, Y[, Z]) as the original's weights demand.
 */
import { add, concat, div, reduceMean, reshape, split, type Tensor } from "@cmrkit/graph";
import { ShapeError } from "@cmrkit/tensor";
import { linear } from "../layers/linear.ts";
import type { TransformerConfig } from "../layers/transformer.ts";
import type { ParameterScope } from "../parameters.ts";
import { downsampleEncoder, type StemConfig } from "./cinema/downsample-encoder.ts";
import { multiScaleFusion } from "./cinema/multi-scale-fusion.ts";
import type { CinemaView } from "./cinema/view.ts";
import { vitEncoder } from "./cinema/vit-encoder.ts";

export interface ConvViTConfig extends StemConfig {
  readonly views: readonly CinemaView[];
  readonly outChannels: number;
  readonly transformer: TransformerConfig;
}

/** The images of a batch by the name of their view. */
export type ViewImages = Readonly<Record<string, Tensor>>;

export interface ConvViTFeatures {
  /** The class token (B, E). */
  readonly cls: Tensor;
  /** The tokens of each view (B, N, E), fused with its stem's features. */
  readonly views: ReadonlyMap<string, Tensor>;
}

/** Which tokens speak: the class token, the mean of each view's patches, or the mean of all of these. */
export type ConvViTReduction = "all" | "patch" | "cls";

/** Images → logits (B, outChannels). */
export function convViT(
  scope: ParameterScope,
  config: ConvViTConfig,
  images: ViewImages,
  reduction: ConvViTReduction = "all",
): Tensor {
  return convViTLogits(scope, config, convViTFeatures(scope, config, images), reduction);
}

/**
 * The encoder without heads.
 * @throws {ShapeError} when a configured view has no image, or the stem's steps do not divide one.
 */
export function convViTFeatures(scope: ParameterScope, config: ConvViTConfig, images: ViewImages): ConvViTFeatures {
  const stems = config.views.map((view) =>
    downsampleEncoder(scope.at("enc_down_dict", view.name), view, config, imageOf(images, view)),
  );
  const tokens = stems.map((stem) => stem.tokens);
  const encoded = vitEncoder(scope.at("encoder"), concat(tokens, 1), config.transformer);
  const [cls, ...perView] = split(encoded, 1, [1, ...tokens.map(({ shape }) => shape[1]!)]);
  const [B, , E] = encoded.shape;
  const fused = config.views.map((view, i) => {
    const at = scope.at("enc_fusion_dict", view.name);
    return [view.name, multiScaleFusion(at, view, stems[i]!.skips, perView[i]!)] as const;
  });
  return { cls: reshape(cls!, [B!, E!]), views: new Map(fused) };
}

function imageOf(images: ViewImages, { name }: CinemaView): Tensor {
  const image = images[name];
  if (!image) throw new ShapeError(`ConvViT needs an image of view ${name}; given: ${Object.keys(images).join(", ")}`);
  return image;
}

/** The mean of the heads that the reduction names, (B, outChannels). */
export function convViTLogits(
  scope: ParameterScope,
  { outChannels }: ConvViTConfig,
  { cls, views }: ConvViTFeatures,
  reduction: ConvViTReduction,
): Tensor {
  const head = (name: string, x: Tensor) => linear(scope.at("pred_head_dict", name), x, outChannels);
  const ofViews = [...views].map(([name, tokens]) => head(name, reduceMean(tokens, { axes: [1] })));
  const ofCls = head("cls", cls); // declared whatever speaks: every checkpoint holds it
  if (reduction === "cls") return ofCls;
  return mean(reduction === "all" ? [...ofViews, ofCls] : ofViews);
}

function mean(parts: readonly Tensor[]): Tensor {
  return div(
    parts.reduce((a, b) => add(a, b)),
    parts.length,
  );
}
