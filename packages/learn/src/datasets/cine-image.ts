/** Frames of a cine in NIfTI files as images of a case. */
import { existsSync } from "node:fs";
import type { ImageView } from "../catalogue/image.ts";
import type { CaseImage, LabelFile, Phase, PixelFile } from "./data-set.ts";

export interface CineFrame {
  readonly view: ImageView;
  /** Absent where nobody says which it is. */
  readonly phase?: Phase;
  readonly path: string;
  /** Of image and labels, from 0; a file that holds one frame has just that. */
  readonly frameIndex?: number;
  readonly labels?: LabelsAt | undefined;
}

/** Where the labels of a cine are, and what their numbers mean. */
export interface LabelsAt {
  readonly path: string;
  readonly meaning: LabelFile["meaning"];
}

/** Named by view and phase, such as `sax ed`, or `sax frame 7` where the phase is not known. */
export function cineImage({ view, phase, path, frameIndex = 0, labels }: CineFrame): CaseImage {
  const frameOf = (file: string): PixelFile => ({ format: "nifti", path: file, frameIndex });
  return Object.freeze({
    name: `${view} ${phase ?? `frame ${frameIndex}`}`,
    sequence: "cine",
    view,
    ...(phase !== undefined && { phase }),
    channels: [frameOf(path)],
    ...(labels !== undefined && { labels: { file: frameOf(labels.path), meaning: labels.meaning } }),
  });
}

/** The labels at a path, or undefined where there are none. */
export function labelsAt(path: string, meaning: LabelFile["meaning"]): LabelsAt | undefined {
  return existsSync(path) ? { path, meaning } : undefined;
}
