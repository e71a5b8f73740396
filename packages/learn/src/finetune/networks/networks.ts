/** Every network that can be fine-tuned, by the name that configurations use. */
import { convUNetRNetwork } from "./convunetr.ts";
import { convViTNetwork } from "./convvit.ts";
import type { NetworkFactory } from "./factory.ts";
import { patchUNetNetwork } from "./patch-u-net.ts";
import { resNetNetwork } from "./residual-network.ts";
import { uNetNetwork } from "./u-net.ts";
import { vitPredictorNetwork } from "./vision-transformer-predictor.ts";
import { vitSegmenterNetwork } from "./vision-transformer-segmenter.ts";

export const networkKinds = ["convunetr", "convvit", "vit-segmenter", "vit", "unet", "patch-unet", "resnet"] as const;
export type NetworkKind = (typeof networkKinds)[number];

export const networks: Readonly<Record<NetworkKind, NetworkFactory>> = {
  convunetr: convUNetRNetwork,
  convvit: convViTNetwork,
  "vit-segmenter": vitSegmenterNetwork,
  vit: vitPredictorNetwork,
  unet: uNetNetwork,
  "patch-unet": patchUNetNetwork,
  resnet: resNetNetwork,
};

/**
 * Rate of drop path where a configuration does not say; 0 for networks without a transformer, which have nothing to drop.
 *
 * Source: `drop_path: 0.1` of cinema/segmentation/acdc/config.yaml and cinema/classification/acdc/config.yaml
 * (arXiv:2506.00679), and of `--drop_path_rate` in main_dino.py of facebookresearch/dino (arXiv:2104.14294).
 */
export const usualDropPathRate: Readonly<Record<NetworkKind, number>> = {
  convunetr: 0.1,
  convvit: 0.1,
  "vit-segmenter": 0.1,
  vit: 0.1,
  unet: 0,
  "patch-unet": 0,
  resnet: 0,
};

/**
 * Rate of dropout where a configuration does not say; 0 for networks without dropout.
 *
 * Source: `dropout: 0.1` of cinema/segmentation/acdc/config.yaml; CineMA's ConvViT has none.
 */
export const usualDropoutRate: Readonly<Record<NetworkKind, number>> = {
  convunetr: 0.1,
  convvit: 0,
  "vit-segmenter": 0,
  vit: 0,
  unet: 0,
  "patch-unet": 0,
  resnet: 0,
};
