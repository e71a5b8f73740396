/** The U-Net on patches that cmrkit ships, for slices: from scratch, or on with what one has learnt of other images. */
import { compareParameters, type ParameterSpec, type PatchUNetConfig, patchUNet, uniformRates } from "@cmrkit/nn";
import type { HostTensor } from "@cmrkit/tensor";
import { z } from "zod";
import { LearnError } from "../../errors.ts";
import { parseModelConfig } from "../../models/model-config.ts";
import { loadModel } from "../../weights/load.ts";
import type { OpenedWeights } from "../../weights/open-weights.ts";
import type { NetworkFactory } from "./factory.ts";
import { foldedChannels } from "./folded-channels.ts";
import type { TakenOver } from "./network.ts";
import { requireSlices } from "./require-slices.ts";

const count = z.int().positive();
const counts = z.array(count).min(2);
const schema = z
  .strictObject({
    channels: counts,
    encoderBlocks: z.array(count),
    decoderBlocks: z.array(count),
    borderChannels: count,
  })
  .refine(({ channels, encoderBlocks }) => encoderBlocks.length === channels.length, {
    message: "must have an entry for each of channels",
    path: ["encoderBlocks"],
  })
  .refine(({ channels, decoderBlocks }) => decoderBlocks.length === channels.length - 1, {
    message: "must have an entry for each of channels but the last",
    path: ["decoderBlocks"],
  });

export const patchUNetNetwork: NetworkFactory = ({ model }, { views: [{ window }], channels, outputs }) => {
  requireSlices(window, "a U-Net on patches");
  const parsed = parseModelConfig(schema, model, "U-Net on patches", "network.model");
  const config: PatchUNetConfig = { ...parsed, inChannels: channels, outChannels: outputs };
  const step = 2 ** config.channels.length;
  if (window.size % step !== 0)
    throw new LearnError(
      "bad-config",
      `window.size ${window.size} is no multiple of ${step}, as the U-Net on patches needs`,
    );
  return {
    title: "U-Net on patches",
    answers: "voxels",
    forward: (scope, [image]) => ({ logits: [patchUNet(scope, config, image)] }),
    noise: {},
    rates: (weightDecay) => uniformRates(weightDecay),
    isEncoder: (name) => name.startsWith("encoder."),
    takeOver: (source, specs) => fromPatchUNet(source, specs, channels),
  };
};

/** Answers to the classes of the images that were learnt from. */
const HEAD = "border.conv2.";
const STEM = "encoder.0.down.weight";
const BORDER = "border.conv1.weight";

/**
 * Everything but the head. A network of several slices beside each other becomes one of single slices, by its answer to a
 * slice whose neighbours look like itself.
 * @throws {LearnError} `bad-checkpoint` when the file holds another network, naming the first parameter that differs.
 */
function fromPatchUNet(source: OpenedWeights, specs: readonly ParameterSpec[], channels: number): TakenOver {
  const loaded = loadModel(source);
  const slices = loaded.get(STEM)?.shape[1] ?? channels;
  const folds = channels === 1 && slices > 1;
  const given = folds ? new Map([...loaded].map(([name, own]) => [name, ofOneSlice(name, own)] as const)) : loaded;
  const wanted = specs.filter(({ name }) => !name.startsWith(HEAD));
  const { missing, misshapen } = compareParameters(wanted, given);
  const [wrong] = [...missing, ...misshapen];
  if (wrong !== undefined)
    throw new LearnError(
      "bad-checkpoint",
      `${source.file.path} is not this U-Net on patches: ${wrong} is missing or differs in shape, and ${missing.length + misshapen.length - 1} more`,
    );
  return {
    weights: new Map(wanted.map(({ name }): [string, HostTensor] => [name, given.get(name)!])),
    notes: [...(folds ? [`${slices} slices beside each other became one`] : []), "the head is fresh"],
  };
}

/** The border sees features of patches, as many as it gives on, and then the image. */
function ofOneSlice(name: string, own: HostTensor): HostTensor {
  if (name === STEM) return foldedChannels(own, 0);
  return name === BORDER ? foldedChannels(own, own.shape[0]!) : own;
}
