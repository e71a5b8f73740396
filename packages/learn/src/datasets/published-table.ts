/**
 * The tables that come with published data sets: comma separated, cells in quotes where they hold a comma (RFC 4180,
 * without line breaks in cells). Exported spreadsheets trail up to a million lines of bare commas, short rows and `nan`:
 * all of these say nothing. Absent columns and values that are not what their column holds are errors.
 */
import { existsSync, readFileSync } from "node:fs";
import { LearnError } from "../errors.ts";

/** A line that says something. */
export interface TableRow<C extends string> {
  /** File and line, for messages. */
  readonly where: string;
  /** Trimmed; empty where the table does not say. */
  readonly cells: Readonly<Record<C, string>>;
}

/** What to do about a table that is not there, or lacks a column. */
export interface TableRemedy {
  readonly whereAbsent: string;
  readonly whereLacking: string;
}

const ownersTable: TableRemedy = {
  whereAbsent: "give the folder of the data set",
  whereLacking: "take the table as its owners publish it",
};

/**
 * The rows of a table with a header, in its order; other columns are allowed.
 * @param remedy What a message tells to do; that of a published set unless said otherwise.
 * @throws {LearnError} `data-missing` without the file, `bad-table` without one of the columns or for a row that is longer
 *   than the header.
 */
export function readTable<C extends string>(
  path: string,
  columns: readonly C[],
  remedy: TableRemedy = ownersTable,
): TableRow<C>[] {
  const [header, ...lines] = readLines(path, remedy);
  const names = header?.cells ?? [];
  const absent = columns.filter((column) => !names.includes(column));
  if (absent.length === 0) return lines.map((line) => rowOf(line, names, columns));
  const message = `${path} lacks the column ${absent.join(", ")}; its first line is ${names.join(", ") || "empty"}`;
  throw new LearnError("bad-table", `${message}; ${otherSeparator(names) ?? remedy.whereLacking}`);
}

/** What to do about a header that another character parts, as spreadsheets of half of the world write it. */
function otherSeparator(names: readonly string[]): string | undefined {
  const [only = ""] = names.length === 1 ? names : [];
  const title = only.includes(";") ? "semicolons" : only.includes("\t") ? "tabs" : undefined;
  return title && `cells are parted by ${title}: save the table with commas`;
}

/**
 * The rows of a table without a header, whose columns are known by place.
 * @throws {LearnError} `data-missing` without the file, `bad-table` for a row that is longer than the columns.
 */
export function readHeaderlessTable<C extends string>(path: string, columns: readonly C[]): TableRow<C>[] {
  return readLines(path, ownersTable).map((line) => rowOf(line, columns, columns));
}

/**
 * All cells of a table, its header first; lines shorter than the header are filled up with empty cells.
 * @throws {LearnError} `data-missing` without the file, `bad-table` for a line that is longer.
 */
export function readCells(path: string): readonly (readonly string[])[] {
  const lines = readLines(path, { ...ownersTable, whereAbsent: "give a table with a header, as CSV" });
  const width = lines[0]?.cells.length ?? 0;
  return lines.map(({ cells, where }) => {
    if (cells.length > width)
      throw new LearnError("bad-table", `${where} has ${cells.length} cells, its header ${width}`);
    return [...cells, ...new Array<string>(width - cells.length).fill("")];
  });
}

interface Line {
  readonly where: string;
  readonly cells: readonly string[];
}

const BYTE_ORDER_MARK = /^\uFEFF/;
const SAYS_NOTHING = /^[,\s]*$/;

function readLines(path: string, { whereAbsent }: TableRemedy): Line[] {
  if (!existsSync(path)) throw new LearnError("data-missing", `${path} is not there; ${whereAbsent}`);
  const lines = readFileSync(path, "utf8").replace(BYTE_ORDER_MARK, "").split(/\r?\n/);
  return lines.flatMap((text, i) =>
    SAYS_NOTHING.test(text) ? [] : [{ where: `${path} line ${i + 1}`, cells: cellsOf(text) }],
  );
}

function cellsOf(line: string): string[] {
  const cells = [...`${line},`.matchAll(/\s*("(?:[^"]|"")*"|[^,]*)\s*,/g)].map(([, cell]) => cell!.trim());
  return cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell));
}

const unstated = new Set(["nan", "na", "n/a"]);

function rowOf<C extends string>({ where, cells }: Line, names: readonly string[], columns: readonly C[]): TableRow<C> {
  if (cells.length > names.length)
    throw new LearnError(
      "bad-table",
      `${where} has ${cells.length} cells in ${names.length} columns; a text with a comma stands in quotes`,
    );
  const found: Partial<Record<C, string>> = {};
  for (const column of columns) found[column] = statedText(cells[names.indexOf(column)]);
  if (!isWhole(found, columns)) throw new Error("internal: a column was left out");
  return Object.freeze({ where, cells: Object.freeze(found) });
}

function statedText(cell = ""): string {
  return unstated.has(cell.toLowerCase()) ? "" : cell;
}

function isWhole<C extends string>(
  cells: Partial<Record<C, string>>,
  columns: readonly C[],
): cells is Record<C, string> {
  return columns.every((column) => cells[column] !== undefined);
}
