/**
 * A training step of DINO with ViT-Small: two global crops of 224 × 224 and local ones of 96 × 96 of each image, the
 * head of the original with its 65,536 prototypes, teacher and centre included. Source: Caron et al. 2021,
 * arXiv:2104.14294; facebookresearch/dino, main_dino.py.
 */
import {
  type DinoConfig,
  type DinoCrops,
  dinoBatchGraph,
  dinoDefaults,
  dinoHeadDefaults,
  dinoInputs,
  dinoRates,
  vitDefaults,
  vitVariants,
} from "@cmrkit/nn";
import type { HostTensor, RandomStream } from "@cmrkit/tensor";
import { WEIGHT_DECAY } from "../optimiser-settings.ts";
import { normal, type TimedModel } from "./timed-model.ts";

export interface DinoWorkload {
  readonly patch: 8 | 16;
  readonly images: number;
  readonly localCrops: number;
}

export function dinoSmall({ patch, images, localCrops }: DinoWorkload): TimedModel {
  const config: DinoConfig = {
    backbone: { ...vitDefaults, ...vitVariants.small, inChannels: 1, imageSize: [224, 224], patchSize: [patch, patch] },
    head: dinoHeadDefaults,
    ...dinoDefaults,
  };
  const crops: DinoCrops = { images, globalSize: [224, 224], localCrops, localSize: [96, 96] };
  const batch = (random: RandomStream) =>
    new Map<string, HostTensor>([
      [dinoInputs.globalCrops, normal(random.fork("global"), [images, 2, 1, 224, 224])],
      [dinoInputs.localCrops, normal(random.fork("local"), [images, localCrops, 1, 96, 96])],
    ]);
  const graph = dinoBatchGraph(config, crops);
  const scalars = {
    [dinoInputs.teacherTemperature]: 0.04,
    [dinoInputs.weightDecay]: WEIGHT_DECAY,
    [dinoInputs.lastLayerRate]: 1,
    emaDecay: 0.996,
  };
  return {
    specs: graph.specs,
    batch,
    training: { graph, config: { rates: dinoRates(config.head), keepsAverage: true }, scalars },
  };
}
