/**
 * CineMA's encoder: a convolutional stem for each view, one transformer over the tokens of all views, and the fusion of
 * each view's tokens with its stem. ConvViT and the masked autoencoder share it.
 *
 * Source: Fu et al. 2025, arXiv:2506.00679; `feature_forward` of cinema/mae/mae.py and cinema/convvit.py.
 */
import { concat, reshape, split, type Tensor } from "@cmrkit/graph";
import type { DropPath, TransformerConfig } from "../../layers/transformer.ts";
import type { ParameterScope } from "../../parameters.ts";
import { downsampleEncoder, type StemConfig, type StemFeatures } from "./downsample-encoder.ts";
import { multiScaleFusion } from "./multi-scale-fusion.ts";
import { type CinemaView, ofView, presentViews, type ViewTensors } from "./view.ts";
import { vitEncoder } from "./vit-encoder.ts";

export interface CinemaEncoderConfig extends StemConfig {
  readonly views: readonly CinemaView[];
  readonly transformer: TransformerConfig;
}

export interface CinemaFeatures {
  /** The class token (B, E). */
  readonly cls: Tensor;
  /** The tokens of each view (B, N, E), fused with its stem's features. */
  readonly views: ReadonlyMap<string, Tensor>;
}

export interface CinemaEncoderOptions {
  /** (B, Nv) int64 of each view: the patches that the encoder sees; all by default. */
  readonly visible?: ViewTensors;
  readonly dropPath?: DropPath;
}

/**
 * The features of the views of which there are images. A model over fewer views asks for fewer parameters, under the
 * same names, so one set of weights serves every combination.
 *
 * @param images (B, inChannels, X, Y[, Z]) of each view.
 * @throws {ShapeError} for no image, an image of an unknown view, or one that the stem's steps do not divide.
 */
export function cinemaFeatures(
  scope: ParameterScope,
  config: CinemaEncoderConfig,
  images: ViewTensors,
  options: CinemaEncoderOptions = {},
): CinemaFeatures {
  const { cls, views } = encodeViews(scope, config, images, options);
  const fused = views.map(({ view, ...encoded }) => {
    return [view.name, multiScaleFusion(scope.at("enc_fusion_dict", view.name), encoded)] as const;
  });
  return { cls, views: new Map(fused) };
}

/** What the transformer made of all views, before the stems' features are added. */
export interface EncodedViews<V extends CinemaView> {
  /** (B, E). */
  readonly cls: Tensor;
  readonly views: readonly (StemFeatures & { readonly view: V })[];
}

/** As `cinemaFeatures`, without the fusion: ConvUNetR hands the stems' features to its decoder instead. */
export function encodeViews<V extends CinemaView>(
  scope: ParameterScope,
  config: CinemaEncoderConfig & { readonly views: readonly V[] },
  images: ViewTensors,
  { visible, dropPath }: CinemaEncoderOptions = {},
): EncodedViews<V> {
  const stems = presentViews(config.views, images).map((view) => {
    const stemInput = {
      image: ofView(images, "image", view),
      visible: visible && ofView(visible, "visible patches", view),
    };
    return { view, ...downsampleEncoder(scope.at("enc_down_dict", view.name), view, config, stemInput) };
  });
  const tokens = stems.map((stem) => stem.tokens);
  const encoded = vitEncoder(scope.at("encoder"), concat(tokens, 1), config.transformer, dropPath);
  const [cls, ...perView] = split(encoded, 1, [1, ...tokens.map(({ shape }) => shape[1]!)]);
  return {
    cls: reshape(cls!, [encoded.shape[0]!, config.embedDim]),
    views: stems.map((stem, i) => ({ ...stem, tokens: perView[i]! })),
  };
}
