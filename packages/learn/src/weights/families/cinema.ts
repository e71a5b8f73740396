/** CineMA's models: the masked autoencoder, ConvViT, ConvUNetR, and the bare encoder. */
import {
  cinemaFeatures,
  convUNetR,
  convViT,
  imageInputs,
  type MaskedAutoencoderConfig,
  maskedAutoencoder,
  maskInputs,
  ParameterScope,
  type ParameterSpec,
} from "@cmrkit/nn";
import {
  type ConvUNetRArguments,
  type ConvViTArguments,
  convUNetROf,
  convViTOf,
  type MaskedAutoencoderArguments,
  maskedAutoencoderOf,
} from "../../models/cinema-original.ts";
import { hasPrefix, numberedChildren, shapeOf, type TensorShapes } from "../tensor-shapes.ts";
import {
  buildableViews,
  isFreePosition,
  publishedSize,
  type RecognisedEncoder,
  recogniseEncoder,
  transformerText,
} from "./cinema-encoder.ts";
import { type Family, type Hints, never, type RecognisedModel } from "./family.ts";

/** What any of the models fills in beside its encoder. */
type Specifics = Pick<RecognisedModel, "family" | "title" | "config" | "undetermined" | "facts" | "specs">;

function recognised(encoder: RecognisedEncoder, specifics: Specifics): RecognisedModel {
  return {
    variant: encoder.variant,
    views: encoder.stems.map(({ view }) => view),
    isFree: isFreePosition(encoder.undetermined),
    isIdle: never,
    ...specifics,
    facts: [...encoder.facts, ...specifics.facts],
    undetermined: [...encoder.undetermined, ...specifics.undetermined],
  };
}

const BATCH = 1; // no parameter depends on it, nor on how much is masked
const MASK_RATIO = 0.75;

export const maskedAutoencoderFamily: Family = {
  recognise: (shapes, hints) => {
    if (!hasPrefix(shapes, "dec_linear.") && !hasPrefix(shapes, "dec_embed_dict.")) return undefined;
    const title = "CineMA masked autoencoder";
    const encoder = recogniseEncoder(shapes, title, hints);
    const width = shapeOf(shapes, title, "dec_linear.weight", [2])[0]!;
    const depth = numberedChildren(shapes, "decoder.blocks.");
    const heads = hints.decoderHeads ?? publishedSize("decoder", width, depth)?.heads;
    const config = { ...encoder.arguments, dec_embed_dim: width, dec_depth: depth, dec_n_heads: heads ?? 1 };
    const model = maskedAutoencoderOf(config);
    const buildable = { ...model, views: buildableViews(model.views, encoder.undetermined, encoder.stems) };
    return recognised(encoder, {
      family: "cinema-mae",
      title,
      config,
      undetermined: heads === undefined ? ["dec_n_heads"] : [],
      facts: [["decoder", transformerText(width, depth, heads)]],
      specs: autoencoderSpecs(buildable),
    });
  },
};

/** Every parameter of the model with these arguments. */
export function maskedAutoencoderSpecs(original: MaskedAutoencoderArguments): readonly ParameterSpec[] {
  return autoencoderSpecs(maskedAutoencoderOf(original));
}

function autoencoderSpecs(model: MaskedAutoencoderConfig): readonly ParameterSpec[] {
  return specsOf((scope) =>
    maskedAutoencoder(scope, model, imageInputs(model, BATCH), maskInputs(model, BATCH, MASK_RATIO)),
  );
}

export const convViTFamily: Family = {
  recognise: (shapes, hints) => {
    if (!hasPrefix(shapes, "enc_fusion_dict.") || !hasPrefix(shapes, "pred_head_dict.")) return undefined;
    const title = "CineMA ConvViT";
    const encoder = recogniseEncoder(shapes, title, hints);
    const outputs = shapeOf(shapes, title, "pred_head_dict.cls.weight", [2])[0]!;
    const config = { ...withFrames(encoder, hints), out_chans: outputs };
    const model = convViTOf(config);
    const buildable = { ...model, views: buildableViews(model.views, encoder.undetermined, encoder.stems) };
    return recognised(encoder, {
      family: "cinema-convvit",
      title,
      config,
      undetermined: [],
      facts: [["outputs", outputsText(outputs)]],
      specs: specsOf((scope) => convViT(scope, buildable, imageInputs(buildable, BATCH))),
    });
  },
};

/** Every parameter of the model with these arguments. */
export function convViTSpecs(original: ConvViTArguments): readonly ParameterSpec[] {
  const model = convViTOf(original);
  return specsOf((scope) => convViT(scope, model, imageInputs(model, BATCH)));
}

/** What `cmr pretrain mae` leaves for fine-tuning: ConvViT without its heads. */
export const encoderFamily: Family = {
  recognise: (shapes, hints) => {
    if (!hasPrefix(shapes, "enc_down_dict.") || !hasPrefix(shapes, "enc_fusion_dict.")) return undefined;
    const title = "CineMA encoder";
    const encoder = recogniseEncoder(shapes, title, hints);
    const config = withFrames(encoder, hints);
    const model = convViTOf({ ...config, out_chans: 1 });
    const buildable = { ...model, views: buildableViews(model.views, encoder.undetermined, encoder.stems) };
    return recognised(encoder, {
      family: "cinema-encoder",
      title,
      config,
      undetermined: [],
      facts: [],
      specs: specsOf((scope) => cinemaFeatures(scope, buildable, imageInputs(buildable, BATCH))),
    });
  },
};

export const convUNetRFamily: Family = {
  recognise: (shapes, hints) => {
    if (!hasPrefix(shapes, "dec_image_conv_block_dict.")) return undefined;
    const title = "CineMA ConvUNetR";
    const encoder = recogniseEncoder(shapes, title, hints);
    const decoders = new Map(encoder.stems.map(({ view }) => [view, decoderShapes(shapes, title, view)]));
    const first = decoders.get(encoder.stems[0]!.view)!;
    const ofViews = (sizesOf: (decoder: DecoderShapes) => readonly number[]) =>
      Object.fromEntries([...decoders].map(([view, decoder]) => [view, [...sizesOf(decoder)]]));
    const config = {
      ...encoder.arguments,
      out_chans: first.outputs,
      dec_chans: [...first.channels],
      dec_patch_size_dict: ofViews(({ patchSize }) => patchSize),
      dec_scale_factor_dict: ofViews(({ scaleFactor }) => scaleFactor),
    };
    const model = convUNetROf(config);
    const buildable = { ...model, views: buildableViews(model.views, encoder.undetermined, encoder.stems) };
    return recognised(encoder, {
      family: "cinema-convunetr",
      title,
      config,
      undetermined: [],
      facts: [
        ["decoder", `${first.channels.join(", ")} channels`],
        ["outputs", mapsText(first.outputs)],
      ],
      specs: specsOf((scope) => convUNetR(scope, buildable, imageInputs(buildable, BATCH))),
    });
  },
};

/** Every parameter of the model with these arguments. */
export function convUNetRSpecs(original: ConvUNetRArguments): readonly ParameterSpec[] {
  const model = convUNetROf(original);
  return specsOf((scope) => convUNetR(scope, model, imageInputs(model, BATCH)));
}

interface DecoderShapes {
  /** Finest first. */
  readonly channels: readonly number[];
  readonly patchSize: readonly number[];
  readonly scaleFactor: readonly number[];
  readonly outputs: number;
}

/** Transposed convolutions whose kernels are their steps, coarsest first; their inputs are the channels. */
function decoderShapes(shapes: TensorShapes, kind: string, view: string): DecoderShapes {
  const blocks = `decoder_dict.${view}.blocks.`;
  const ups = Array.from({ length: numberedChildren(shapes, blocks) }, (_, i) =>
    shapeOf(shapes, kind, `${blocks}${i}.up.weight`, [4, 5]),
  );
  return {
    channels: ups.map((shape) => shape[0]!).reverse(),
    patchSize: ups.at(-1)?.slice(2) ?? [],
    scaleFactor: ups[0]?.slice(2) ?? [],
    outputs: shapeOf(shapes, kind, `pred_head_dict.${view}.weight`, [4, 5])[0]!,
  };
}

/** Frames enter as channels; without a word about them every channel is a frame, as in all published models. */
function withFrames({ arguments: encoder }: RecognisedEncoder, { frames }: Hints) {
  const channels = Object.values(encoder.in_chans_dict);
  const n_frames = frames !== undefined && channels.every((C) => C % frames === 0) ? frames : (channels[0] ?? 1);
  const perFrame = Object.entries(encoder.in_chans_dict).map(([view, C]) => [view, C / n_frames] as const);
  return { ...encoder, in_chans_dict: Object.fromEntries(perFrame), n_frames };
}

function outputsText(outputs: number): string {
  if (outputs === 1) return "1 (a regression)";
  return outputs === 6 ? "6 (three landmarks' x and y, or six classes)" : `${outputs} classes or values`;
}

function mapsText(outputs: number): string {
  return outputs === 3 ? "3 maps (three landmarks, or three classes)" : `${outputs} maps, the background among them`;
}

function specsOf(build: (scope: ParameterScope) => unknown): readonly ParameterSpec[] {
  const scope = new ParameterScope();
  build(scope);
  return scope.specs;
}
