/** Sequence and view from words: of a series description, a file or a folder. */
import type { ImageSequence, ImageView } from "./image.ts";

/** What an image shows, as far as it is known. */
export interface ImageKind {
  readonly sequence: ImageSequence;
  readonly view: ImageView;
}

export const unknownKind: ImageKind = Object.freeze({ sequence: "unknown", view: "unknown" });

/** Words as scanners, archives and people write them, in lower case with single spaces; the first row that fits holds. */
const sequenceWords: readonly (readonly [ImageSequence, RegExp])[] = [
  ["localiser", / (loc|locali[sz]er|scout|survey|plan scan) /],
  ["lge", / (lge|dhe|psir|late|delayed|viability|emidec) | late gad| delayed enh/],
  ["t1_map", / (t1 ?map\w*|molli|shmolli|sasha) /],
  ["t2_map", / t2 ?map/],
  ["perfusion", / (perf\w*|first pass) /],
  ["phase_contrast", / (flow|qflow|venc|pc|phase contrast) /],
  ["tagging", / (tag|tagging|tagged|spamm) /],
  ["black_blood", / (stir|tirm|haste|bb|black blood|dark blood) /],
  ["cine", / (cine|ssfp|bssfp|trufi|fiesta|b ?ffe|b ?tfe) /],
];

const viewWords: readonly (readonly [ImageView, RegExp])[] = [
  ["lax_2c", / (lax ?2ch?|2 ?ch|2 ?chamber|two chamber|lax2ch|vla) /],
  ["lax_3c", / (lax ?3ch?|3 ?ch|3 ?chamber|three chamber|lax3ch) /],
  ["lax_4c", / (lax ?4ch?|4 ?ch|4 ?chamber|four chamber|lax4ch|hla) /],
  ["sax", / (sax|sa|shax|short ?axis) /],
];

/** `unknown` for what no word tells. */
export function kindFromWords(text: string): ImageKind {
  const words = ` ${text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()} `;
  return {
    sequence: sequenceWords.find(([, pattern]) => pattern.test(words))?.[0] ?? "unknown",
    view: viewWords.find(([, pattern]) => pattern.test(words))?.[0] ?? "unknown",
  };
}

/** What the first knows, and what it does not know from the second. */
export function orElse(first: ImageKind, second: ImageKind): ImageKind {
  return {
    sequence: first.sequence === "unknown" ? second.sequence : first.sequence,
    view: first.view === "unknown" ? second.view : first.view,
  };
}
