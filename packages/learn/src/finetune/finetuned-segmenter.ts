/** A fine-tuned model of the three structures of a short-axis cine as the segmenter of an analysis. */
import { type LabelTable, scarLabels, structureNames, structures } from "@cmrkit/cardiac";
import type { SessionOptions } from "@cmrkit/runtime";
import type { Segmenter } from "@cmrkit/study";
import { LearnError } from "../errors.ts";
import { openOutliner } from "./outliner.ts";

/**
 * Opens a fine-tuned segmentation for short-axis cines; scar that it draws counts to the myocardium, atria are left out.
 * @throws {LearnError} as `openOutliner`; `bad-input` when the model does not draw each of the three structures.
 */
export async function openFinetunedSegmenter(folder: string, options: SessionOptions = {}): Promise<Segmenter> {
  const { model, table, outline, dispose } = await openOutliner(folder, { sequences: ["cine"], view: "sax" }, options);
  const missing = missingFrom(table);
  if (missing !== undefined) {
    await dispose();
    throw new LearnError("bad-input", `the model of ${folder} cannot segment a study: it draws no ${missing}`);
  }
  return {
    model,
    segment: async (volume, onProgress) => scarLabels(await outline(volume, onProgress)).ventricles,
    dispose,
  };
}

function missingFrom(table: LabelTable): string | undefined {
  const drawn = Object.values(table);
  const missing = structureNames.find((name) => !drawn.includes(name));
  return missing && structures[missing].title;
}
