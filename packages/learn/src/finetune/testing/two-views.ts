/** A network that sees a short-axis stack and a long-axis plane together. */
import type { FinetuneConfig } from "../config.ts";
import { smallFinetune, smallJson } from "./small-finetune.ts";

const lax = { patchSize: [2, 2], scaleFactor: [2, 2], decoderPatchSize: [2, 2], decoderScaleFactor: [2, 2] };
const sax = {
  patchSize: [2, 2, 1],
  scaleFactor: [2, 2, 1],
  decoderPatchSize: [2, 2, 1],
  decoderScaleFactor: [2, 2, 1],
};

export const twoViewsNetwork = {
  kind: "convunetr",
  dropPathRate: 0,
  dropoutRate: 0,
  views: { sax: { steps: sax }, lax_4c: { steps: lax, window: { slices: null, sliceMm: null } } },
  model: {
    variant: "tiny",
    convChannels: [4, 8],
    convBlocks: 1,
    encoder: { embedDim: 24, depth: 2, heads: 2 },
    decoderChannels: [4, 8, 16],
  },
} as const;

export function twoViewsFinetune(changes: Readonly<Record<string, unknown>> = {}): FinetuneConfig {
  const window = { ...smallJson.window, slices: 2 };
  return smallFinetune({ network: twoViewsNetwork, window, split: { validation: "2" }, ...changes });
}
