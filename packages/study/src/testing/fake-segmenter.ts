/** A segmenter that knows the answer, so that what is built around a model can be tested without one. */
import type { LabelVolume } from "@cmrkit/imaging";
import type { LabelConfidence, Segmenter } from "../segment/index.ts";

/** @param confidence What it says of its own labels; nothing unless told, as of a model without probabilities. */
export function fakeSegmenter(labels: LabelVolume, confidence?: LabelConfidence): Segmenter {
  return {
    model: { name: "fake", sha256: "0".repeat(64), licence: "none" },
    segment: async ({ frameCount }, onProgress) => {
      onProgress?.(frameCount, frameCount);
      return { ...labels, ...(confidence && { confidence }) };
    },
    dispose: async () => {},
  };
}
