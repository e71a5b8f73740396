/** The segmentation model of a folder. */
import type { SessionOptions } from "@cmrkit/runtime";
import { openModelFiles } from "../model-files.ts";
import { modelCardSchema } from "./plan.ts";
import { type Segmenter, segmenterOf } from "./segmenter.ts";

/**
 * Opens a segmentation model.
 * @throws {StudyError} `bad-model` when a file is missing or not what it should be, naming it.
 * @throws {RuntimeFailure} when the device is not there.
 */
export async function openSegmenter(folder: string, options: SessionOptions = {}): Promise<Segmenter> {
  const form = { kind: "segmentation", schema: modelCardSchema };
  const { card, session, sha256 } = await openModelFiles(folder, form, options);
  return segmenterOf(session, card.plan, { name: card.name, sha256, licence: card.licence });
}
