/**
 * Whether the images look like those that models here have learnt from, before their contours are trusted: how far what an
 * encoder sees in them lies from what it sees in labelled patients' short-axis cines. It says nothing of the patient, and
 * changes no value.
 */
import { isMeasured, type Phases } from "@cmrkit/cardiac";
import type { Volume } from "@cmrkit/imaging";
import type { SessionOptions } from "@cmrkit/runtime";
import { float32 } from "@cmrkit/tensor";
import { z } from "zod";
import type { ModelFacts } from "../model-facts.ts";
import { openModelFiles } from "../model-files.ts";
import type { StudyWarning } from "../warning.ts";
import { STACK_WINDOW_SIZE, stackWindow } from "./stack-window.ts";

export const imageCheckCardSchema = z.strictObject({
  schema: z.literal("cmrkit.model/1"),
  name: z.string().min(1),
  task: z.literal("image-check"),
  licence: z.string().min(1),
  /** Squared Mahalanobis distance that 98 of 100 patients stay within. */
  limit: z.number().positive(),
});

/** Contents of the check's `model.json`. */
export type ImageCheckFile = z.infer<typeof imageCheckCardSchema>;

export type ImageCheck =
  | {
      readonly kind: "checked";
      readonly verdict: "familiar" | "unfamiliar";
      /** Of the phase that lies farther away. */
      readonly distance: number;
      readonly limit: number;
      readonly model: ModelFacts;
    }
  | { readonly kind: "not-checked"; readonly reason: string };

export interface ImageChecker {
  check(volume: Volume, phases: Phases): Promise<ImageCheck>;
  dispose(): Promise<void>;
}

/** Names of the graph's input, (1, 1, X, Y, Z), and of its output, (1, 1). */
export const imageCheckNames = { image: "image.sax", distance: "distance" } as const;

/**
 * Opens the check of a folder.
 * @throws {StudyError} `bad-model`; @throws {RuntimeFailure} when the device is not there.
 */
export async function openImageChecker(folder: string, options: SessionOptions = {}): Promise<ImageChecker> {
  const form = { kind: "image check", schema: imageCheckCardSchema };
  const { card, session, sha256 } = await openModelFiles(folder, form, options);
  const { name, licence, limit } = card;
  const distanceOf = async (volume: Volume, frame: number) => {
    const outputs = await session.run(new Map([imageFeed(stackWindow(volume, frame))]));
    return Number(outputs.get(imageCheckNames.distance)!.data[0]);
  };
  return {
    check: async (volume, { endDiastoleIndex, endSystoleIndex }) => {
      if (!isMeasured(endDiastoleIndex)) return notChecked(endDiastoleIndex.notMeasurable);
      if (!isMeasured(endSystoleIndex)) return notChecked(endSystoleIndex.notMeasurable);
      const diastole = await distanceOf(volume, endDiastoleIndex);
      const distance = Math.max(diastole, await distanceOf(volume, endSystoleIndex));
      const verdict = distance <= limit ? "familiar" : "unfamiliar";
      return { kind: "checked", verdict, distance, limit, model: { name, sha256, licence } };
    },
    dispose: () => session.dispose(),
  };
}

/** A window as the graph takes it. */
export function imageFeed(window: Float32Array) {
  return [imageCheckNames.image, float32([1, 1, ...STACK_WINDOW_SIZE], window)] as const;
}

/** What the check says of images, if there is one. */
export async function checkImages(volume: Volume, phases: Phases, checker?: ImageChecker): Promise<ImageCheck> {
  return checker ? checker.check(volume, phases) : notChecked("no check of images was asked");
}

function notChecked(reason: string): ImageCheck {
  return { kind: "not-checked", reason };
}

/** None for images that are familiar or that were not checked. */
export function imageWarnings(check: ImageCheck): readonly StudyWarning[] {
  if (check.kind === "not-checked" || check.verdict === "familiar") return [];
  const { distance, limit } = check;
  const message = `the images look less like short-axis cines that cmrkit's models know than 98 of 100 patients' do (distance ${distance.toFixed(0)}, where up to ${limit.toFixed(0)} is usual): perhaps another sequence, place or pixel size, or strong noise; look at the contours before trusting any value`;
  return [{ kind: "images-unfamiliar", message }];
}
