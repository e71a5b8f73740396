/** Sequence and view from words: of a series description, a file or a folder. */
import { type SequenceName, type ViewName, wordsIn } from "@cmrkit/study";
import type { ImageSequence, ImageView } from "./image.ts";

/** What an image shows, as far as it is known. */
export interface ImageKind {
  readonly sequence: ImageSequence;
  readonly view: ImageView;
}

export const unknownKind: ImageKind = Object.freeze({ sequence: "unknown", view: "unknown" });

/** What models learn from is told apart less finely than what a study is made of. */
const sequences: Readonly<Record<SequenceName, ImageSequence>> = {
  cine: "cine",
  lge: "lge",
  lge_psir: "lge",
  t1_map: "t1_map",
  t2_map: "t2_map",
  ecv_map: "unknown",
  perfusion: "perfusion",
  flow: "phase_contrast",
  localiser: "localiser",
  tagging: "tagging",
  black_blood: "black_blood",
  other: "unknown",
};

const views: Readonly<Record<ViewName, ImageView>> = {
  sax: "sax",
  lax_2c: "lax_2c",
  lax_3c: "lax_3c",
  lax_4c: "lax_4c",
  lvot: "unknown",
  aortic: "unknown",
  single_slice: "unknown",
};

/** `unknown` for what no word tells. */
export function kindFromWords(text: string): ImageKind {
  const { sequence, view } = wordsIn(text);
  return {
    sequence: sequence === undefined ? "unknown" : sequences[sequence.value],
    view: view === undefined ? "unknown" : views[view.value],
  };
}

/** What the first knows, and what it does not know from the second. */
export function orElse(first: ImageKind, second: ImageKind): ImageKind {
  return {
    sequence: first.sequence === "unknown" ? second.sequence : first.sequence,
    view: first.view === "unknown" ? second.view : first.view,
  };
}
