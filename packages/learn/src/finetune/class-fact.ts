/** What a classification may learn to tell: something known of a patient, or of each image. */
import type { CaseImage, DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";

type FactOf = (each: DataCase, image: CaseImage) => string | undefined;

const ofPatient: Readonly<Record<"group" | "sex" | "vendor", FactOf>> = {
  group: ({ facts }) => facts.group,
  sex: ({ facts }) => facts.sex,
  vendor: ({ facts }) => facts.vendor,
};

/** As catalogues and tables name them: `lge`, `lax_4c`, `lge sax`. */
const ofImage: Readonly<Record<"sequence" | "view" | "sequence and view", FactOf>> = {
  sequence: (_, { sequence }) => sequence,
  view: (_, { view }) => view,
  "sequence and view": (_, { sequence, view }) => `${sequence} ${view}`,
};

const imageFactNames = ["sequence", "view", "sequence and view"] as const;
export const factNames = ["group", "sex", "vendor", ...imageFactNames] as const;
export type FactName = (typeof factNames)[number];

const facts: Readonly<Record<FactName, FactOf>> = { ...ofPatient, ...ofImage };

/** A fact and the classes that it may be. */
export interface ClassTask {
  readonly fact: FactName;
  readonly classes: readonly string[];
}

/** Whether images of one patient may be of different classes. */
export function isImageFact(fact: FactName): boolean {
  return imageFactNames.some((name) => name === fact);
}

/** What an image, or its patient, is; nothing where nobody says. */
export function className(each: DataCase, image: CaseImage, fact: FactName): string | undefined {
  return facts[fact](each, image);
}

/** The classes that the images of a case are of; one without a stated class gives nothing. */
export function classNamesOf(each: DataCase, fact: FactName): readonly string[] {
  const names = each.images.map((image) => facts[fact](each, image));
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** @throws {LearnError} `unlabelled` when the fact is not given, or is none of the classes. */
export function classIndex(each: DataCase, image: CaseImage, { fact, classes }: ClassTask): number {
  const value = facts[fact](each, image);
  const index = value === undefined ? -1 : classes.indexOf(value);
  if (index >= 0) return index;
  const subject = isImageFact(fact) ? `case ${each.id}, ${image.name}` : `case ${each.id}`;
  const found = value === undefined ? "is not given" : `is ${value}`;
  throw new LearnError("unlabelled", `${subject}: ${fact} ${found}; expected one of ${classes.join(", ")}`);
}
