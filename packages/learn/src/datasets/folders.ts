/** What lies in the folders of a data set, by name and in an order that no file system decides. */
import { existsSync, readdirSync } from "node:fs";
import { LearnError } from "../errors.ts";

/** Names of the folders in a folder, numbers by value; none where it is not there. */
export function subfoldersOf(folder: string): string[] {
  return entriesOf(folder, (entry) => !entry.isFile());
}

/** Names of the files in a folder, numbers by value; none where it is not there. */
export function filesOf(folder: string): string[] {
  return entriesOf(folder, (entry) => entry.isFile() || entry.isSymbolicLink());
}

/** @throws {LearnError} `data-missing` when the file is not there, with what named it. */
export function requireFile(path: string, why: string): string {
  if (existsSync(path)) return path;
  throw new LearnError("data-missing", `${path} is not there, but ${why}; fetch the data set again`);
}

/** @throws {LearnError} `data-missing` when there are no cases, with what a folder of the set holds. */
export function requireCases<T>(cases: readonly T[], folder: string, expected: string): readonly T[] {
  if (cases.length > 0) return Object.freeze(cases);
  throw new LearnError("data-missing", `${folder} holds no case; expected ${expected}`);
}

type Entry = ReturnType<typeof listed>[number];

function listed(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

function entriesOf(folder: string, isWanted: (entry: Entry) => boolean): string[] {
  if (!existsSync(folder)) return [];
  const names = listed(folder)
    .filter(isWanted)
    .map(({ name }) => name);
  return names.filter((name) => !name.startsWith(".")).sort(byNumber);
}

/** Under one locale, so that the order is the same everywhere. */
const { compare: byNumber } = new Intl.Collator("en", { numeric: true });
