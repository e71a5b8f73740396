/**
 * CineMA's models at full image size: a short-axis volume of 192 × 192 × 16 and three long-axis planes of 256 × 256.
 * Source: Fu et al. 2025, arXiv:2506.00679; cinema/mae/config.yaml and cinema/segmentation/convunetr.py.
 */
import { input, type Tensor } from "@cmrkit/graph";
import {
  type CinemaSize,
  type ConvUNetRConfig,
  type ConvUNetRView,
  cinemaVariants,
  convUNetR,
  imageInputs,
  type MaskedAutoencoderConfig,
  maskedAutoencoder,
  maskedPatchError,
  maskFeeds,
  maskInputs,
  meanOverViews,
  ParameterScope,
  patchCount,
  randomPatchMasks,
  tokenPatch,
} from "@cmrkit/nn";
import type { HostTensor, RandomStream } from "@cmrkit/tensor";
import { CLASSES, randomLabels, segmentationLoss } from "./segmentation.ts";
import { normal, type TimedModel, trainedOn } from "./timed-model.ts";

const MASK_RATIO = 0.75;

const saxView: ConvUNetRView = {
  name: "sax",
  imageSize: [192, 192, 16],
  inChannels: 1,
  patchSize: [4, 4, 1],
  scaleFactor: [2, 2, 1],
  decoderPatchSize: [2, 2, 1],
  decoderScaleFactor: [2, 2, 1],
};

const laxViews = ["lax_2c", "lax_3c", "lax_4c"].map((name) => ({
  name,
  imageSize: [256, 256],
  inChannels: 1,
  patchSize: [4, 4],
  scaleFactor: [2, 2],
}));

/** A training step of the masked autoencoder on one study with all four views. */
export function cinemaMaskedAutoencoder(size: CinemaSize): TimedModel {
  const scope = new ParameterScope();
  const { embedDim, ...transformer } = cinemaVariants[size].decoder;
  const config: MaskedAutoencoderConfig = {
    ...encoderOf(size),
    views: [saxView, ...laxViews],
    decoder: { embedDim, transformer },
  };
  const images = imageInputs(config, 1);
  const masks = maskInputs(config, 1, MASK_RATIO);
  const predicted = maskedAutoencoder(scope, config, images, masks);
  const errors = config.views.map((view) => {
    const { name } = view;
    const patch = tokenPatch(view, config.convChannels.length);
    return maskedPatchError({
      predicted: predicted.get(name)!,
      image: images[name]!,
      masked: masks.masked[name]!,
      patch,
    });
  });
  const batch = (random: RandomStream) => {
    const counts = new Map(config.views.map((view) => [view.name, patchCount(config, view)]));
    const drawn = config.views.map(
      ({ name, imageSize }) => [`image.${name}`, normal(random.fork(name), [1, 1, ...imageSize])] as const,
    );
    return new Map<string, HostTensor>([
      ...drawn,
      ...maskFeeds(randomPatchMasks(counts, MASK_RATIO, [random.fork("mask")])),
    ]);
  };
  return trainedOn(scope, { loss: meanOverViews(errors), batch });
}

/** ConvUNetR of base size on one short-axis volume: four classes of each voxel. */
export function cinemaConvUNetR(): TimedModel {
  const scope = new ParameterScope();
  const { decoderChannels } = cinemaVariants.base;
  const config = { ...encoderOf("base"), views: [saxView], outChannels: CLASSES, decoderChannels };
  const shape = [1, 1, ...saxView.imageSize];
  const image: Tensor = input("image.sax", "float32", shape);
  const output = convUNetR(scope, config, { sax: image }).get("sax")!;
  const batch = (random: RandomStream) => new Map([["image.sax", normal(random, shape)]]);
  return { specs: scope.specs, output, batch };
}

/**
 * ConvUNetR of tiny size as `configs/finetune/acdc-segmentation-convunetr.json` trains it: 4 windows of 96 × 96 × 8, half
 * the depth, finer patches and a wider decoder, but one learning rate for all layers.
 */
export function finetunedConvUNetR(parts = 1): TimedModel {
  const scope = new ParameterScope();
  const { transformer, ...encoder } = encoderOf("tiny");
  const view: ConvUNetRView = { ...saxView, imageSize: [96, 96, 8], patchSize: [2, 2, 1] };
  const config: ConvUNetRConfig = {
    ...encoder,
    views: [view],
    convBlocks: 1,
    transformer: { ...transformer, depth: 6 },
    outChannels: CLASSES,
    decoderChannels: [16, 32, 64, 128, 192],
  };
  const shape = [4 / parts, 1, ...view.imageSize];
  const logits = convUNetR(scope, config, { sax: input("image.sax", "float32", shape) }).get("sax")!;
  const batch = (random: RandomStream) =>
    new Map<string, HostTensor>([
      ["image.sax", normal(random.fork("image"), shape)],
      ["label", randomLabels(random.fork("label"), logits.shape)],
    ]);
  return trainedOn(scope, { output: logits, loss: segmentationLoss(logits), batch });
}

/** Stem and transformer. */
function encoderOf(size: CinemaSize) {
  const { encoder, convChannels, convBlocks } = cinemaVariants[size];
  const { embedDim, ...transformer } = encoder;
  return { convChannels, convBlocks, convNorm: "layer", embedDim, transformer } as const;
}
