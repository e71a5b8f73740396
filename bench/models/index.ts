/**
 * The workloads, in cmrkit. `pytorch/models.py` defines the same ones under the same parameter names.
 */
import { cinemaConvUNetR, cinemaMaskedAutoencoder, finetunedConvUNetR } from "./cinema.ts";
import { dinoSmall } from "./dino.ts";
import type { TimedModel } from "./timed-model.ts";
import { smallTransformer } from "./transformer-blocks.ts";
import { finetunedUnet, residualUnet } from "./unet.ts";

/** Names of the workloads, also on the command line of `pytorch/run.py`. */
export type ModelName = keyof typeof models;

/** Each on its whole batch, or on a part of it, where that can be cut. */
export const models = {
  vit: smallTransformer,
  unet2d: residualUnet,
  mae_tiny: () => cinemaMaskedAutoencoder("tiny"),
  mae_base: () => cinemaMaskedAutoencoder("base"),
  dino_s16: (parts = 1) => dinoSmall({ patch: 16, images: 2 / parts, localCrops: 6 }),
  dino_s8: () => dinoSmall({ patch: 8, images: 1, localCrops: 6 }),
  convunetr_base: cinemaConvUNetR,
  finetune_convunetr: finetunedConvUNetR,
  finetune_unet: finetunedUnet,
} as const satisfies Record<string, (parts?: number) => TimedModel>;
