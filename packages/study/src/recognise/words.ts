/** Sequence and view from words, as scanners, archives and people write them: of a description, a protocol, a file or a folder. */
import type { SequenceName, ViewName } from "./kinds.ts";

/** What a text says, and the word that says it. */
export interface Said<Value extends string> {
  readonly value: Value;
  /** In lower case, of the text itself. */
  readonly word: string;
}

export interface WordsFound {
  readonly sequence: Said<SequenceName> | undefined;
  readonly view: Said<ViewName> | undefined;
}

type WordTable<Value> = readonly (readonly [Value, RegExp])[];

/** In lower case with single spaces; the first row that fits holds. */
const sequenceWords: WordTable<SequenceName> = [
  ["other", / (ti ?scout|look ?locker) /],
  ["localiser", / (loc|locali[sz]er|scout|survey|plan scan) /],
  ["ecv_map", / ecv\w* /],
  ["lge", / (psir\w* (\w+ )*(mag|magn|magnitude)|(mag|magn|magnitude) (\w+ )*psir\w*) /],
  ["lge_psir", / (psir\w*|phase sensitive) /],
  ["lge", / (lge|dhe|late|delayed|viability|emidec) | late gad| delayed enh/],
  ["other", / t2 ?star\w* /],
  ["t1_map", / (t1 ?map\w*|molli|shmolli|sasha) /],
  ["t2_map", / t2 ?map/],
  ["perfusion", / (perf\w*|first pass) /],
  ["flow", / (flow|qflow|venc|phase contrast) /],
  ["tagging", / (tag|tagging|tagged|spamm) /],
  ["black_blood", / (stir|tirm|haste|bb|black blood|dark blood) /],
  ["cine", / (cine|ssfp|bssfp|trufi|fiesta|b ?ffe|b ?tfe) /],
  ["flow", / pc /], // phase contrast, unless a cine is called so: then post contrast
];

const viewWords: WordTable<ViewName> = [
  ["lax_2c", / (lax ?2ch?|2 ?ch|2 ?chamber|two chamber|lax2ch|vla) /],
  ["lax_3c", / (lax ?3ch?|3 ?ch|3 ?chamber|three chamber|lax3ch) /],
  ["lax_4c", / (lax ?4ch?|4 ?ch|4 ?chamber|four chamber|lax4ch|hla) /],
  ["lvot", / (lvot|lv outflow|outflow) /],
  ["aortic", / (ao|aov|aorta|aortic|asc ao|desc ao) /],
  ["sax", / (sax|sa|shax|short ?axis) /],
];

export function wordsIn(text: string): WordsFound {
  const words = ` ${text
    .toLowerCase()
    .replace(/t2\*/g, "t2star")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()} `;
  return { sequence: firstIn(sequenceWords, words), view: firstIn(viewWords, words) };
}

function firstIn<Value extends string>(table: WordTable<Value>, words: string): Said<Value> | undefined {
  for (const [value, pattern] of table) {
    const word = pattern.exec(words)?.[0].trim();
    if (word !== undefined) return { value, word };
  }
  return undefined;
}
