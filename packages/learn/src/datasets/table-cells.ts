/** Cells of tables whose columns may be there or not, as numbers and as facts. */
import { existsSync, readFileSync } from "node:fs";
import { LearnError } from "../errors.ts";
import type { CaseFacts } from "./data-set.ts";
import type { TableRow } from "./published-table.ts";

/**
 * Which of the columns a table has, in the order asked; none where there is no table, which `readTable` then says.
 * Names of columns hold no comma.
 */
export function columnsPresent<C extends string>(path: string, columns: readonly C[]): C[] {
  if (!existsSync(path)) return [];
  const header = readFileSync(path, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/, 1)[0]!;
  const names = header.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  return columns.filter((column) => names.includes(column));
}

/**
 * A cell as a number; absent where the cell is empty.
 * @throws {LearnError} `bad-table` naming line, column and what stands there.
 */
export function numberOf(text: string | undefined, column: string, where: string): number | undefined {
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new LearnError("bad-table", `${where}: column ${column} needs a number, got "${text}"`);
}

/** A cell of a row as a number, as `numberOf`. */
export function numberIn<C extends string>({ where, cells }: TableRow<C>, column: C): number | undefined {
  return numberOf(cells[column], column, where);
}

const sexes: Readonly<Record<string, CaseFacts["sex"]>> = { f: "F", female: "F", m: "M", male: "M" };

/**
 * F, M, female or male in any case; absent where the cell is empty.
 * @throws {LearnError} `bad-table` for another word.
 */
export function sexOf(text: string | undefined, where: string): CaseFacts["sex"] {
  if (text === undefined || text === "") return undefined;
  const sex = sexes[text.toLowerCase()];
  if (sex === undefined) throw new LearnError("bad-table", `${where}: sex is F or M, got "${text}"`);
  return sex;
}
