/** Opens the model of any folder that can segment a study: one of `cmr train segmentation`, or of `cmr finetune`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openFinetunedSegmenter } from "@cmrkit/learn";
import type { SessionOptions } from "@cmrkit/runtime";
import { openSegmenter, type Segmenter } from "@cmrkit/study";

export function openAnySegmenter(folder: string, options: SessionOptions): Promise<Segmenter> {
  return isFinetuned(folder) ? openFinetunedSegmenter(folder, options) : openSegmenter(folder, options);
}

/** What cannot be read is left to the opening, which says why. */
function isFinetuned(folder: string): boolean {
  try {
    const card: unknown = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
    return String(Object(card).schema).startsWith("cmrkit.finetuned/");
  } catch {
    return false;
  }
}
