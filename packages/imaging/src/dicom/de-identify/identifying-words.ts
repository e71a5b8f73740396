/**
 * The words that say who was imaged, gathered from a file, and where else they stand: a name typed into the field of a coil is
 * found no matter what the profile says of coils.
 */
import { decodeText } from "../character-set.ts";
import { standardAttribute } from "./profile.ts";
import type { EncodedElement } from "./read-elements.ts";

export interface IdentifyingWords {
  /** Whether a text repeats one of them, in capitals or not. @param value as encoded. */
  readonly isIn: (value: Uint8Array) => boolean;
  /** Whether a value is one of them. */
  readonly isOne: (value: Uint8Array) => boolean;
}

/** Whom and what a whole value names, beside all names of persons and what group 0010 says of the patient. */
const namingTags: ReadonlySet<number> = new Set([
  0x0008_0050, // AccessionNumber
  0x0008_0080, // InstitutionName
  0x0008_0081, // InstitutionAddress
  0x0008_1040, // InstitutionalDepartmentName
  0x0020_0010, // StudyID
  0x0038_0010, // AdmissionID
  0x0040_1001, // RequestedProcedureID
]);
const NAMING_VRS = new Set(["LO", "SH", "ST", "LT", "UT", "DA", "UI"]);
const PATIENT_GROUP = 0x0010;
/** Shorter parts of names, such as initials, stand in too many other words; shorter numbers are in use everywhere. */
const SHORTEST_NAME = 3;
const SHORTEST_VALUE = 4;
/** Words so long are found within others too. */
const LONG_WORD = 6;

/** @param characterSets of the data set. */
export function identifyingWords(
  elements: readonly EncodedElement[],
  characterSets: readonly string[],
): IdentifyingWords {
  const words = new Set<string>();
  for (const { tag, value } of everyElement(elements)) {
    const split = splitterOf(tag);
    if (split === undefined) continue;
    for (const text of [latin1(value), inUtf8(value, characterSets)])
      for (const word of split(text)) words.add(word.toLowerCase());
  }
  const all = [...words];
  return {
    isIn: (value) => {
      const text = latin1(value).toLowerCase();
      return all.some((word) => contains(text, word));
    },
    isOne: (value) => words.has(latin1(value).trim().toLowerCase()),
  };
}

function* everyElement(elements: readonly EncodedElement[]): Generator<EncodedElement> {
  for (const element of elements) {
    yield element;
    for (const item of element.sequence?.items ?? []) yield* everyElement(item);
  }
}

/** How the value of an attribute falls into words; undefined where it names nobody. */
function splitterOf(tag: number): ((text: string) => readonly string[]) | undefined {
  const { vr, action } = standardAttribute(tag) ?? {};
  if (vr === "PN") return namesIn;
  if (vr === undefined || action === undefined || !NAMING_VRS.has(vr)) return undefined;
  const isNaming = tag >>> 16 === PATIENT_GROUP || namingTags.has(tag) || vr === "UI" || vr === "DA";
  return isNaming ? valuesIn : undefined;
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\^=\s,\\\0]+/).filter((part) => part.length >= SHORTEST_NAME);
}

function valuesIn(text: string): readonly string[] {
  const values = text.split("\\").map((value) => value.replaceAll("\0", "").trim());
  return values.filter((value) => value.length >= SHORTEST_VALUE);
}

function contains(text: string, word: string): boolean {
  if (word.length >= LONG_WORD) return text.includes(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + word.length])) return true;
  }
  return false;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function latin1(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
}

/** The same text as a program would write it that stores UTF-8, seen as bytes. */
function inUtf8(value: Uint8Array, characterSets: readonly string[]): string {
  return Buffer.from(decodeText(value, characterSets), "utf8").toString("latin1");
}
