/** What a fine-tuned model is asked: an image that is read when its turn comes, of a case that nothing need be known of. */
import type { Grid, NiftiHeader } from "@cmrkit/imaging";
import { LearnError } from "../errors.ts";
import type { PreparedImage } from "./prepared-image.ts";
import type { Model } from "./program.ts";
import type { ViewSet } from "./view-sets.ts";

export interface PredictionInput {
  readonly caseId: string;
  /** Within the case, such as `sax ed`. */
  readonly image: string;
  /** What files made of it are called, before their ending. */
  readonly stem: string;
  /** @throws {LearnError} naming case and file, for what cannot be read or does not fit the model. */
  readonly read: () => Promise<InputImage>;
}

export interface InputImage {
  /** Answered one by one: one, unless a file holds several. */
  readonly frames: readonly PreparedImage[];
  /** Where the network sees several views together: those of the one frame. */
  readonly seenWith?: ViewSet;
  /** Where labels of the native voxels lie; nothing where nobody knows how large a voxel is. */
  readonly place: () => Promise<LabelPlace | undefined>;
}

/** A grid, and the header that keeps it to the bit where a NIfTI file was read. */
export interface LabelPlace {
  readonly grid: Grid;
  readonly header?: NiftiHeader;
}

/** @throws {LearnError} `bad-image` when the image has other channels than the model learnt from. */
export function requireChannels({ size: [C] }: PreparedImage, { channels }: Model, subject: string): void {
  if (C === channels) return;
  throw new LearnError("bad-image", `${subject} has ${C} channels, and the model learnt from images of ${channels}`);
}
