/** The masked autoencoder of a configuration as graphs: one that trains for each kind of batch, two that look at it. */
import { reduceMean, type Tensor } from "@cmrkit/graph";
import {
  type BatchGraph,
  type CinemaView,
  cinemaFeatures,
  imageInputs,
  maskedAutoencoder,
  maskedPatchError,
  maskInputs,
  meanOverViews,
  ParameterScope,
  type ParameterSpec,
  removedTokens,
  tokenPatch,
  uniformRates,
  withViews,
} from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import type { MaskedAutoencoderArguments } from "../../models/cinema-original.ts";
import type { TrainingProgram } from "../../training/trainer.ts";
import type { MaeConfig } from "./config.ts";
import { kindOf, viewNames, viewsOf } from "./views.ts";

/** The model by the constructor arguments of the original, as its checkpoints are described. */
export function originalArguments({ model }: MaeConfig): MaskedAutoencoderArguments {
  const { views, transformer, decoder } = model;
  const ofViews = <T>(choose: (view: CinemaView) => T) =>
    Object.fromEntries(views.map((view) => [view.name, choose(view)]));
  return {
    image_size_dict: ofViews(({ imageSize }) => [...imageSize]),
    in_chans_dict: ofViews(({ inChannels }) => inChannels),
    enc_patch_size_dict: ofViews(({ patchSize }) => [...patchSize]),
    enc_scale_factor_dict: ofViews(({ scaleFactor }) => [...scaleFactor]),
    enc_conv_chans: [...model.convChannels],
    enc_conv_n_blocks: model.convBlocks,
    enc_embed_dim: model.embedDim,
    enc_depth: transformer.depth,
    enc_n_heads: transformer.heads,
    dec_embed_dim: decoder.embedDim,
    dec_depth: decoder.transformer.depth,
    dec_n_heads: decoder.transformer.heads,
  };
}

/** Every parameter and buffer of the model, whatever views a batch has. */
export function maeParameters(config: MaeConfig): readonly ParameterSpec[] {
  return batchParts(config, kindOf(viewNames), 1).specs;
}

/** What trains: one graph for each kind of batch over the same parameters. */
export function maeProgram(config: MaeConfig, kinds: Iterable<string>): TrainingProgram {
  const { optimiser } = config;
  const B = optimiser.batch / optimiser.parts;
  return {
    kinds: new Map([...kinds].map((kind) => [kind, batchParts(config, kind, B)])),
    config: {
      optimiser: { betas: optimiser.betas, epsilon: 1e-8 },
      rates: uniformRates(optimiser.weightDecay),
      clipNorm: optimiser.clipNorm,
      recomputes: optimiser.recompute ?? false,
    },
    batchesPerUpdate: optimiser.parts,
  };
}

interface BatchParts extends BatchGraph {
  /** (B, Nm, P) of each view. */
  readonly predicted: ReadonlyMap<string, Tensor>;
}

/** Loss is the mean over views; the metrics give each view its own. Source: `CineMA.forward` of cinema/mae/mae.py. */
function batchParts(config: MaeConfig, kind: string, B: number): BatchParts {
  const scope = new ParameterScope();
  const model = withViews(config.model, viewsOf(kind));
  const images = imageInputs(model, B);
  const masks = maskInputs(model, B, config.maskRatio);
  const predicted = maskedAutoencoder(scope, model, images, masks);
  const errors = model.views.map((view) => {
    const { name } = view;
    const patch = tokenPatch(view, model.convChannels.length);
    const patches = { predicted: predicted.get(name)!, image: images[name]!, masked: masks.masked[name]!, patch };
    return [`loss/${name}`, maskedPatchError(patches, { normalised: config.normalisedTargets })] as const;
  });
  const loss = meanOverViews(errors.map(([, error]) => error));
  return { specs: scope.specs, loss, metrics: { loss, ...Object.fromEntries(errors) }, kept: scope.kept, predicted };
}

/** Names of the outputs of `reconstructionModel`. */
export const predictionName = (view: string) => `prediction/${view}`;

/** One study at a time: images and masks → `loss`, `loss/<view>` and `prediction/<view>` (1, Nm, P). */
export function reconstructionModel(config: MaeConfig, kind: string): Uint8Array {
  const { metrics, predicted } = batchParts(config, kind, 1);
  const predictions = [...predicted].map(([view, tensor]) => [predictionName(view), tensor] as const);
  return emit({ ...metrics, ...Object.fromEntries(predictions) });
}

/** One image of one view at a time: image and masks → `tokens` (1, Nm, decoder.embedDim) of what was removed. */
export function removedModel(config: MaeConfig, view: string): Uint8Array {
  const model = withViews(config.model, [view]);
  const masks = maskInputs(model, 1, config.maskRatio);
  return emit({ tokens: removedTokens(new ParameterScope(), model, imageInputs(model, 1), masks).get(view)! });
}

/** One image of one view at a time, nothing masked: `image.<view>` → `tokens` (1, N, E), their mean `features` (1, E). */
export function featureModel(config: MaeConfig, view: string): Uint8Array {
  const model = withViews(config.model, [view]);
  const { views } = cinemaFeatures(new ParameterScope(), model, imageInputs(model, 1));
  const tokens = views.get(view)!;
  return emit({ tokens, features: reduceMean(tokens, { axes: [1] }) });
}
