/** A segmenter that knows the answer, so that what is built around a model can be tested without one. */
import type { LabelVolume } from "@cmrkit/imaging";
import type { Segmenter } from "../segment/index.ts";

export function fakeSegmenter(labels: LabelVolume): Segmenter {
  return {
    model: { name: "fake", sha256: "0".repeat(64), licence: "none" },
    segment: async ({ frameCount }, onProgress) => {
      onProgress?.(frameCount, frameCount);
      return labels;
    },
    dispose: async () => {},
  };
}
