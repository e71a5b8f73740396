/** Columns of a table as features by which rows are to be told apart. */
import { LearnError } from "../errors.ts";
import { type Features, featuresOf } from "../linear/features.ts";

/** Rows of a table by which something is to be told apart. */
export interface FeatureTable {
  /** Where it came from, for messages. */
  readonly source: string;
  /** Columns of numbers. */
  readonly names: readonly string[];
  readonly rows: readonly FeatureTableRow[];
  /** Lines without a number in one of the columns, or without a label, and how many. */
  readonly leftOut: number;
}

export interface FeatureTableRow {
  readonly patient: string;
  readonly label: string;
  readonly values: readonly number[];
}

export interface TableColumns {
  /** Whose line it is; folds go by it. */
  readonly patient: string;
  readonly label: string;
  /** Columns to use; all that hold nothing but numbers unless told. */
  readonly features?: readonly string[];
}

/**
 * Takes a table's lines as rows of features. Lines with an empty cell are left out and counted: nothing is filled in.
 * @param lines The header first; each line split into cells, empty ones to the header's length.
 * @throws {LearnError} `bad-table` when a column is not there or holds what is no number, or no line is left.
 */
export function featureTable(
  lines: readonly (readonly string[])[],
  columns: TableColumns,
  source: string,
): FeatureTable {
  const [header = [], ...cells] = lines;
  const place = (name: string) => {
    const at = header.indexOf(name);
    if (at === -1) throw new LearnError("bad-table", `${source} has no column ${name}; it has ${header.join(", ")}`);
    return at;
  };
  const [patient, label] = [place(columns.patient), place(columns.label)];
  const names = columns.features ?? header.filter((_, at) => ![patient, label].includes(at) && isNumeric(cells, at));
  if (names.includes(columns.label))
    throw new LearnError("bad-table", `${columns.label} of ${source} is what is asked for, and no feature of itself`);
  if (names.length === 0) throw new LearnError("bad-table", `${source} has no column of numbers`);
  const places = names.map(place);
  const whole = cells.filter((line) => [label, ...places].every((at) => line[at] !== ""));
  if (whole.length === 0)
    throw new LearnError("bad-table", `no line of ${source} has ${names.join(", ")} and ${columns.label}`);
  const rows = whole.map((line) => ({
    patient: line[patient]!,
    label: line[label]!,
    values: places.map((at, i) => numberOf(line[at]!, `${source}, patient ${line[patient]}, ${names[i]}`)),
  }));
  return { source, names, rows, leftOut: cells.length - whole.length };
}

/** The table's numbers as rows of features. */
export function featuresIn({ rows, names }: Pick<FeatureTable, "rows" | "names">): Features {
  return featuresOf(Float32Array.from(rows.flatMap(({ values }) => values)), names.length);
}

/** @throws {LearnError} `bad-table` when a model of the first cannot be asked about the second. */
export function requireSameNames(table: FeatureTable, asked: FeatureTable): void {
  if (String(asked.names) === String(table.names)) return;
  throw new LearnError(
    "bad-table",
    `${asked.source} has ${asked.names.join(", ")}, ${table.source} ${table.names.join(", ")}`,
  );
}

/** @throws {LearnError} `bad-split` naming patients of both tables: a model would be judged on whom it learnt from. */
export function requireUnseen(table: FeatureTable, asked: FeatureTable): void {
  const learntFrom = new Set(table.rows.map(({ patient }) => patient));
  const seen = [...new Set(asked.rows.map(({ patient }) => patient))].filter((patient) => learntFrom.has(patient));
  if (seen.length === 0) return;
  throw new LearnError(
    "bad-split",
    `${asked.source} and ${table.source} share ${seen.length} patients, such as ${seen[0]}; leave them out of one of the two`,
  );
}

/** Whether all of a column's cells that are not empty are numbers, and one is there. */
function isNumeric(cells: readonly (readonly string[])[], at: number): boolean {
  const filled = cells.map((line) => line[at]!).filter((cell) => cell !== "");
  return filled.length > 0 && filled.every((cell) => Number.isFinite(Number(cell)));
}

function numberOf(cell: string, where: string): number {
  const value = Number(cell);
  if (Number.isFinite(value)) return value;
  throw new LearnError("bad-table", `${where} is "${cell}", not a number`);
}
