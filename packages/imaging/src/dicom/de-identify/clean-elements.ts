/**
 * What becomes of each element: the profile's action, what an option retains, and for attributes that the profile does not name
 * what their representation can hold. Source: DICOM PS3.15 Annex E.1, E.2, E.3.
 */
import { decodeText } from "../character-set.ts";
import { type CountName, noCounts } from "./counts.ts";
import type { IdentifyingWords } from "./identifying-words.ts";
import { cleanedDescriptions, deviceIdentity, keptBulk, keptTexts, patientCharacteristics } from "./kept-values.ts";
import { knownWordsOf } from "./known-words.ts";
import { isPrivate, type ProfileAction, type StandardAttribute, standardAttribute } from "./profile.ts";
import type { EncodedElement } from "./read-elements.ts";
import { safePrivateElements } from "./safe-private.ts";
import { isStandardUid, replacementUid, type Secret } from "./secret.ts";
import { shiftedDate, shiftedDateTime } from "./shift-date.ts";

export const retentions = ["dates", "patient", "device", "descriptions"] as const;
/** An option of the profile: dates moved by one number of days a patient, patient characteristics, the device, cleaned descriptors. */
export type Retention = (typeof retentions)[number];

export interface CleaningRules {
  readonly secret: Secret;
  readonly retained: ReadonlySet<Retention>;
  readonly dayShift: number;
  /** Whether optional attributes of the object may be left out; a multi-frame object demands more of them. */
  readonly isClassic: boolean;
  readonly characterSets: readonly string[];
  readonly identifying: IdentifyingWords;
}

export interface CleanedElements {
  readonly elements: readonly EncodedElement[];
  readonly counts: ReturnType<typeof noCounts>;
}

/** Cleans a data set and, by the same rules, every item of its sequences. */
export function cleanElements(elements: readonly EncodedElement[], rules: CleaningRules): CleanedElements {
  const counts = noCounts();
  return { elements: cleanLevel(elements, rules, counts), counts };
}

/** An element after cleaning; without one, it is removed. */
interface Outcome {
  readonly count: CountName | undefined;
  readonly element?: EncodedElement;
}

function cleanLevel(
  elements: readonly EncodedElement[],
  rules: CleaningRules,
  counts: ReturnType<typeof noCounts>,
): readonly EncodedElement[] {
  const safePrivate = safePrivateElements(elements);
  return elements.flatMap((element) => {
    const outcome = isPrivate(element.tag)
      ? privateOutcome(element, safePrivate)
      : standardOutcome(element, rules, (items) => items.map((item) => cleanLevel(item, rules, counts)));
    if (outcome.count !== undefined) counts[outcome.count] += 1;
    return outcome.element === undefined ? [] : [outcome.element];
  });
}

function privateOutcome(element: EncodedElement, safe: ReadonlySet<EncodedElement>): Outcome {
  return safe.has(element) ? { count: "privateKept", element } : { count: "privateRemoved" };
}

type CleanItems = (items: readonly (readonly EncodedElement[])[]) => readonly (readonly EncodedElement[])[];

function standardOutcome(element: EncodedElement, rules: CleaningRules, cleanItems: CleanItems): Outcome {
  const attribute = standardAttribute(element.tag);
  if (attribute === undefined) return { count: "removed" };
  const retained = attribute.action === undefined ? undefined : retainedOutcome(element, attribute, rules);
  if (retained !== undefined) return retained;
  if (attribute.action === undefined) return unnamedOutcome(element, attribute, rules, cleanItems);
  return profileOutcome(element, attribute.vr, chosen(attribute.action, rules), rules, cleanItems);
}

/** The alternative that keeps the object whole: the first is for optional attributes, the last for those that need a value. */
function chosen(action: ProfileAction, { isClassic }: CleaningRules): "D" | "Z" | "X" | "U" | "U*" {
  switch (action) {
    case "Z/D":
      return isClassic ? "Z" : "D";
    case "X/Z":
      return isClassic ? "X" : "Z";
    case "X/D":
    case "X/Z/D":
      return isClassic ? "X" : "D";
    case "X/Z/U*":
      return "U*";
    default:
      return action;
  }
}

/** Performed procedure steps are references and nothing else, and multi-frame objects must have them. */
const REFERENCED_PERFORMED_PROCEDURE_STEPS = 0x0008_1111;

function profileOutcome(
  element: EncodedElement,
  vr: string,
  action: ReturnType<typeof chosen>,
  rules: CleaningRules,
  cleanItems: CleanItems,
): Outcome {
  const keepsItems = action === "U*" || (action === "D" && element.tag === REFERENCED_PERFORMED_PROCEDURE_STEPS);
  if (keepsItems && element.sequence !== undefined) return withCleanItems(element, cleanItems);
  if (action === "X") return { count: "removed" };
  if (action === "Z" || isEmpty(element)) return emptied(element);
  if (action === "U") return replacedUids(element, rules);
  const dummy = dummies[vr];
  return dummy === undefined ? emptied(element) : withText(element, dummy, "replaced");
}

/** Values that mean nothing, for attributes that must have one. */
const dummies: Readonly<Record<string, string>> = {
  AE: "REMOVED",
  CS: "REMOVED",
  DA: "19000101",
  DS: "0",
  DT: "19000101000000",
  IS: "0",
  LO: "REMOVED",
  LT: "REMOVED",
  PN: "REMOVED",
  SH: "REMOVED",
  ST: "REMOVED",
  TM: "000000",
  UC: "REMOVED",
  UT: "REMOVED",
};

/** What an option keeps of an attribute that the profile would act on; undefined where none applies. */
function retainedOutcome(
  element: EncodedElement,
  { vr }: StandardAttribute,
  rules: CleaningRules,
): Outcome | undefined {
  const { retained, dayShift, characterSets } = rules;
  if (isEmpty(element)) return undefined;
  if (retained.has("dates") && element.tag >>> 16 !== PATIENT_GROUP) {
    if (vr === "TM" && TIME.test(textOf(element))) return { count: "kept", element };
    const shifted = shiftedValues(element, vr, dayShift);
    if (shifted !== undefined) return withText(element, shifted, "datesShifted");
  }
  if (retained.has("patient") && isUsableCharacteristic(element)) return { count: "kept", element };
  if (retained.has("device") && deviceIdentity.has(element.tag)) return suspiciousOr(element, rules);
  if (retained.has("descriptions") && cleanedDescriptions.has(element.tag)) {
    const words = knownWordsOf(decodeText(element.value, characterSets));
    if (words !== "") return withText(element, words, "replaced");
  }
  return undefined;
}

const PATIENT_GROUP = 0x0010;
const TIME = /^[\d.:\\ ]{2,}$/;

/** All values moved, or undefined where one of them is no date. */
function shiftedValues(element: EncodedElement, vr: string, days: number): string | undefined {
  if (vr !== "DA" && vr !== "DT") return undefined;
  const shift = vr === "DA" ? shiftedDate : shiftedDateTime;
  const values = textOf(element)
    .split("\\")
    .map((value) => shift(value.trim(), days));
  return values.every((value) => value !== undefined) ? values.join("\\") : undefined;
}

/** Ages above tell a person in a small place. Source: 45 CFR 164.514(b)(2)(i)(C). */
const OLDEST_TOLD_YEARS = 89;

function isUsableCharacteristic(element: EncodedElement): boolean {
  const text = textOf(element);
  switch (element.tag) {
    case patientCharacteristics.PatientSex:
      return /^[MFO]$/.test(text);
    case patientCharacteristics.PatientAge:
      return /^\d{3}[DWM]$/.test(text) || (/^\d{3}Y$/.test(text) && Number(text.slice(0, 3)) <= OLDEST_TOLD_YEARS);
    case patientCharacteristics.PatientSize:
    case patientCharacteristics.PatientWeight:
      return NUMBERS.test(text);
    default:
      return false;
  }
}

/** Attributes that the profile lets stay: numbers and codes do, names and dates do not, texts if they are listed. */
function unnamedOutcome(
  element: EncodedElement,
  { vr }: StandardAttribute,
  rules: CleaningRules,
  cleanItems: CleanItems,
): Outcome {
  if (element.sequence !== undefined) return withCleanItems(element, cleanItems);
  if (isEmpty(element)) return { count: "kept", element };
  switch (vr) {
    case "UI":
      return replacedUids(element, rules);
    case "DA":
    case "DT":
    case "TM":
      return (
        (rules.retained.has("dates") ? retainedOutcome(element, { vr, action: undefined }, rules) : undefined) ??
        emptied(element)
      );
    case "AE":
    case "PN":
    case "UR":
      return emptied(element);
    case "LO":
    case "LT":
    case "SH":
    case "ST":
    case "UC":
    case "UT":
      return keptTexts.has(element.tag) ? suspiciousOr(element, rules) : emptied(element);
    case "AS":
    case "CS":
      return CODES.test(textOf(element)) ? suspiciousOr(element, rules) : suspicious(element);
    case "DS":
    case "IS":
      return NUMBERS.test(textOf(element)) && !rules.identifying.isOne(element.value)
        ? { count: "kept", element }
        : suspicious(element);
    default:
      return binaryOutcome(element, vr);
  }
}

const CODES = /^[ -\]_-~]*$/;
const NUMBERS = /^[-+.eE\d\\ ]*$/;
const NUMBER_BYTES: Readonly<Record<string, number>> = {
  AT: 4,
  FD: 8,
  FL: 4,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  US: 2,
  UV: 8,
};

function binaryOutcome(element: EncodedElement, vr: string): Outcome {
  if (keptBulk.has(element.tag)) return { count: "kept", element };
  const size = NUMBER_BYTES[vr];
  if (size === undefined) return { count: "removed" };
  return element.value.length % size === 0 ? { count: "kept", element } : suspicious(element);
}

function suspiciousOr(element: EncodedElement, { identifying }: CleaningRules): Outcome {
  return identifying.isIn(element.value) ? suspicious(element) : { count: "kept", element };
}

function suspicious(element: EncodedElement): Outcome {
  return { ...emptied(element), count: "suspicious" };
}

function withCleanItems(element: EncodedElement, cleanItems: CleanItems): Outcome {
  const { sequence } = element;
  if (sequence === undefined) return emptied(element);
  return { count: undefined, element: { ...element, sequence: { ...sequence, items: cleanItems(sequence.items) } } };
}

function emptied(element: EncodedElement): Outcome {
  const { sequence } = element;
  const empty = sequence === undefined ? undefined : { ...sequence, items: [] };
  return {
    count: "emptied",
    element: { ...element, value: new Uint8Array(0), isEncapsulated: false, sequence: empty },
  };
}

/** Padded as its attribute demands, since an element may be written as UN. */
function withText(element: EncodedElement, text: string, count: CountName): Outcome {
  const padding = standardAttribute(element.tag)?.vr === "UI" ? "\0" : " ";
  const value = Buffer.from(text.length % 2 === 0 ? text : `${text}${padding}`, "latin1");
  return { count, element: { ...element, value } };
}

/** Says of which coding system a code is; the roots of these systems are public, such as SNOMED's. */
const CODING_SCHEME_UID = 0x0008_010c;

function replacedUids(element: EncodedElement, { secret }: CleaningRules): Outcome {
  const uids = textOf(element).split("\\");
  if (element.tag === CODING_SCHEME_UID || uids.every(isStandardUid)) return { count: "kept", element };
  const replaced = uids.map((uid) => (uid === "" ? uid : replacementUid(secret, uid)));
  return withText(element, replaced.join("\\"), "uidsReplaced");
}

function isEmpty({ value, sequence }: EncodedElement): boolean {
  return value.length === 0 && sequence === undefined;
}

function textOf({ value }: EncodedElement): string {
  return Buffer.from(value)
    .toString("latin1")
    .replace(/[\0 ]+$/, "")
    .replace(/^ +/, "");
}
