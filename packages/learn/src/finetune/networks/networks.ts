/** Every network that can be fine-tuned, by the name that configurations use. */
import { convUNetRNetwork } from "./convunetr.ts";
import { convViTNetwork } from "./convvit.ts";
import type { NetworkFactory } from "./factory.ts";
import { resNetNetwork } from "./residual-network.ts";
import { uNetNetwork } from "./u-net.ts";
import { vitPredictorNetwork } from "./vision-transformer-predictor.ts";
import { vitSegmenterNetwork } from "./vision-transformer-segmenter.ts";

export const networkKinds = ["convunetr", "convvit", "vit-segmenter", "vit", "unet", "resnet"] as const;
export type NetworkKind = (typeof networkKinds)[number];

export const networks: Readonly<Record<NetworkKind, NetworkFactory>> = {
  convunetr: convUNetRNetwork,
  convvit: convViTNetwork,
  "vit-segmenter": vitSegmenterNetwork,
  vit: vitPredictorNetwork,
  unet: uNetNetwork,
  resnet: resNetNetwork,
};
