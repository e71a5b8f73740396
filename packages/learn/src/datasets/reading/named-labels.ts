/** Labels by the owners' numbers → labels by name: 1 + the place of the name among those that the table has. */
import { LearnError } from "../../errors.ts";
import { type LabelFile, type LabelName, labelNameOrder } from "../data-set.ts";
import type { Stack } from "./stack.ts";

/** The names that a table of numbers has, in the order of `labelNameOrder`; what labels are numbered by in `CasePixels`. */
export function labelNamesOf(meaning: LabelFile["meaning"]): LabelName[] {
  const named = new Set(Object.values(meaning));
  return labelNameOrder.filter((name) => named.has(name));
}

/**
 * @returns (Z, Y, X): 0 background, else 1 + the place in `labelNamesOf(meaning)`.
 * @throws {LearnError} `bad-label` for a number that the table does not have, or when all is background.
 */
export function namedLabels({ values, path }: Stack, meaning: LabelFile["meaning"], subject: string): Uint8Array {
  const numbers = numbersOf(meaning);
  const named = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const label = numbers.get(values[i]!);
    if (label === undefined) throw strangeNumber(values[i]!, { path, meaning, subject });
    named[i] = label;
  }
  if (named.some((label) => label > 0)) return named;
  const message = `${subject}: ${path} is all background`;
  throw new LearnError("bad-label", `${message}; leave an image without labels out, or give it the file that has them`);
}

function numbersOf(meaning: LabelFile["meaning"]): Map<number, number> {
  const names = labelNamesOf(meaning);
  const entries = Object.entries(meaning).map(([number, name]) => [Number(number), 1 + names.indexOf(name)] as const);
  return new Map([...entries, [0, 0]]);
}

interface Strange {
  readonly path: string;
  readonly meaning: LabelFile["meaning"];
  readonly subject: string;
}

function strangeNumber(number: number, { path, meaning, subject }: Strange): LearnError {
  const known = Object.entries(meaning).map(([n, name]) => `${n} ${name}`);
  const message = `${subject}: ${path} has a label ${number}, which its table does not: 0 background, ${known.join(", ")}`;
  return new LearnError("bad-label", `${message}; give the labels that belong to this table, or correct the table`);
}
