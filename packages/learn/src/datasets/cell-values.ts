/** What the cell of a row says, as text, one of several words, count or quantity. */
import { LearnError } from "../errors.ts";
import type { TableRow } from "./published-table.ts";
import { numberIn } from "./table-cells.ts";

/** What a cell says, or undefined where it is empty. */
export function textIn<C extends string>({ cells }: TableRow<C>, column: C): string | undefined {
  return cells[column] || undefined;
}

/** @throws {LearnError} `bad-table` where the cell is empty. */
export function requiredText<C extends string>(row: TableRow<C>, column: C): string {
  const text = textIn(row, column);
  if (text === undefined) throw new LearnError("bad-table", `${row.where}: ${column} is empty`);
  return text;
}

/** One of the words that a column knows. @throws {LearnError} `bad-table` for another, or where the cell is empty. */
export function wordIn<C extends string, T extends string>(row: TableRow<C>, column: C, known: readonly T[]): T {
  const text = requiredText(row, column);
  const found = known.find((value) => value === text);
  if (found !== undefined) return found;
  throw new LearnError("bad-table", `${row.where}: ${column} is "${text}"; it must be one of ${known.join(", ")}`);
}

/** As `wordIn`; undefined where the cell is empty. */
export function wordOrNothingIn<C extends string, T extends string>(
  row: TableRow<C>,
  column: C,
  known: readonly T[],
): T | undefined {
  return textIn(row, column) === undefined ? undefined : wordIn(row, column, known);
}

/**
 * A quantity such as a height; 0, with which forms fill what nobody entered, counts as not said.
 * @throws {LearnError} `bad-table` for a negative number or a word.
 */
export function positiveIn<C extends string>(row: TableRow<C>, column: C): number | undefined {
  const value = numberIn(row, column) || undefined;
  if (value === undefined || value > 0) return value;
  throw new LearnError("bad-table", `${row.where}: ${column} is ${value}, but cannot be negative`);
}

/** A count, or an index from 0. @throws {LearnError} `bad-table` for anything else. */
export function countIn<C extends string>(row: TableRow<C>, column: C): number | undefined {
  const value = numberIn(row, column);
  if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
  throw new LearnError("bad-table", `${row.where}: ${column} is ${value}, not a whole number from 0`);
}
