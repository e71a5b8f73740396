/** The models that a masked autoencoder is pre-trained for, with its encoder. */
import { cinemaVariants, type ParameterSpec } from "@cmrkit/nn";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import {
  type ConvUNetRArguments,
  type ConvViTArguments,
  convUNetROf,
  convViTArguments,
} from "../models/cinema-original.ts";
import { convUNetRRules } from "../models/cinema-rules.ts";
import type { Rule } from "../models/model-config.ts";
import { settledConfig } from "./configs/differences.ts";
import { convUNetRSpecs, convViTSpecs } from "./families/cinema.ts";
import type { FamilyName } from "./families/family.ts";
import type { OpenedWeights } from "./open-weights.ts";

/** A model that is yet to be trained. */
export interface SuccessorModel {
  readonly family: FamilyName;
  readonly title: string;
  readonly views: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly specs: readonly ParameterSpec[];
}

export interface SuccessorOptions {
  /** All of the autoencoder's by default. */
  readonly views?: readonly string[];
  /** Channels of an image: frames of the cine for ConvViT, sequences on one grid for ConvUNetR. */
  readonly channels: number;
  readonly outputs: number;
}

type EncoderArguments = Omit<ConvViTArguments, "n_frames" | "out_chans">;

/** ConvViT with the encoder of an opened masked autoencoder: `channels` frames, `outputs` classes or values. */
export function convViTSuccessor(weights: OpenedWeights, options: SuccessorOptions): SuccessorModel {
  const encoder = encoderOf(weights, options.views);
  const config = { ...encoder, n_frames: options.channels, out_chans: options.outputs };
  return successor("cinema-convvit", "CineMA ConvViT", config, convViTSpecs(config));
}

/** ConvUNetR with the encoder of an opened masked autoencoder: `outputs` classes, the background among them. */
export function convUNetRSuccessor(weights: OpenedWeights, options: SuccessorOptions): SuccessorModel {
  const encoder = encoderOf(weights, options.views);
  const halving = Object.fromEntries(
    Object.entries(encoder.image_size_dict).map(([view, size]) => [view, HALVING.slice(0, size.length)]),
  );
  const config: ConvUNetRArguments = {
    ...encoder,
    in_chans_dict: Object.fromEntries(Object.keys(encoder.in_chans_dict).map((view) => [view, options.channels])),
    out_chans: options.outputs,
    dec_chans: [...decoderChannels(weights.model?.variant)],
    dec_patch_size_dict: halving,
    dec_scale_factor_dict: halving,
  };
  expectBuildable(weights, convUNetRRules(convUNetROf(config)));
  return successor("cinema-convunetr", "CineMA ConvUNetR", config, convUNetRSpecs(config));
}

/** The decoder is coarser than the encoder, and must tile the image too. */
function expectBuildable({ file }: OpenedWeights, rules: readonly Rule[]): void {
  const problems = rules.flatMap(([holds, path, message]) => (holds ? [] : [`${path}: ${message}`]));
  if (problems.length === 0) return;
  throw new LearnError("bad-config", `no ConvUNetR fits the encoder of ${file.path}: ${problems.join("; ")}`);
}

/** Steps of the decoder. Source: cinema/segmentation/acdc/config.yaml. */
const HALVING = [2, 2, 1];

/** Those of the variant; the published ones for a size without a name. */
function decoderChannels(variant: string | undefined): readonly number[] {
  const row = Object.entries(cinemaVariants).find(([name]) => name === variant);
  return (row?.[1] ?? cinemaVariants.base).decoderChannels;
}

function successor(
  family: FamilyName,
  title: string,
  config: ConvViTArguments | ConvUNetRArguments,
  specs: readonly ParameterSpec[],
): SuccessorModel {
  return { family, title, views: Object.keys(config.image_size_dict), config: { ...config }, specs };
}

/** Arguments of the encoder for some of its views. */
function encoderOf(
  { file, model, description }: OpenedWeights,
  views: readonly string[] | undefined,
): EncoderArguments {
  if (model?.family !== "cinema-mae" && model?.family !== "cinema-encoder")
    throw new LearnError(
      "bad-checkpoint",
      `${file.path} is ${model?.title ?? "no known model"}, not a CineMA masked autoencoder`,
    );
  const open = model.undetermined.filter((path) => !path.startsWith("dec_"));
  if (open.length > 0)
    throw new LearnError(
      "bad-config",
      `${file.path}: weights do not tell ${open.join(", ")}; name the model's configuration`,
    );
  const wanted = views ?? model.views;
  const unknown = wanted.filter((view) => !model.views.includes(view));
  if (unknown.length > 0)
    throw new LearnError(
      "bad-config",
      `${file.path} knows the views ${model.views.join(", ")}; asked for: ${wanted.join(", ")}`,
    );
  const all = encoderSchema.parse(settledConfig(model, description));
  const only = <T>(ofViews: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(ofViews).filter(([view]) => wanted.includes(view)));
  return {
    ...all,
    image_size_dict: only(all.image_size_dict),
    in_chans_dict: only(all.in_chans_dict),
    enc_patch_size_dict: only(all.enc_patch_size_dict),
    enc_scale_factor_dict: only(all.enc_scale_factor_dict),
  };
}

/** The autoencoder's decoder is no concern of its successors. */
const encoderSchema = z.object(convViTArguments.omit({ n_frames: true, out_chans: true }).shape);
