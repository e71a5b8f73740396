/** A user's own table of reference values by sex and age, as CSV; what it must hold is told by `cmr analyze --help` and the guide. */
import {
  overlappingRows,
  type RangedMeasure,
  type ReferenceRow,
  type ReferenceTable,
  rangedUnits,
  rangeOfRow,
} from "@cmrkit/cardiac";
import {
  countIn,
  LearnError,
  numberIn,
  readTable,
  requiredText,
  type TableRow,
  wordIn,
  wordOrNothingIn,
} from "@cmrkit/learn";

const referenceColumns = [
  ...(["measure", "sex", "age_from", "age_to", "lower", "upper", "mean", "sd"] as const),
  ...(["unit", "papillary_muscles", "source"] as const),
] as const;

type Row = TableRow<(typeof referenceColumns)[number]>;
type Limits = Pick<ReferenceRow, "lower" | "upper">;

/**
 * Reads and checks a table; no row of it is left out or changed.
 * @throws {LearnError} `data-missing` without the file; `bad-table` naming the line, what is wrong there and what to do.
 */
export function readReferenceTable(path: string): ReferenceTable {
  const lines = readTable(path, referenceColumns, {
    whereAbsent: "check the path",
    whereLacking: `a table of reference ranges begins with ${referenceColumns.join(",")}`,
  });
  if (lines.length === 0)
    throw new LearnError("bad-table", `${path} has no row below its first line; give a line for each range`);
  const table = lines.map(rowOf);
  const overlap = overlappingRows(table);
  if (overlap === undefined) return Object.freeze(table);
  return refuse(lines[overlap[1]]!, overlapText(table, lines, overlap[0]));
}

function overlapText(table: ReferenceTable, lines: readonly Row[], first: number): string {
  const { people } = rangeOfRow(table[first]!);
  const { where } = lines[first]!;
  return `it overlaps with ${where.slice(where.lastIndexOf("line "))}, which is of ${people} too; let each person fit one row`;
}

function rowOf(row: Row): ReferenceRow {
  const measure = wordIn(row, "measure", rangedMeasures);
  checkUnit(row, measure);
  const limits: Limits = { lower: positiveIn(row, "lower"), upper: positiveIn(row, "upper") };
  const distribution = distributionOf(row);
  checkOrder(row, limits, distribution?.mean ?? null);
  if (limits.lower === null && limits.upper === null && distribution === null)
    refuse(row, "it gives nothing; give lower, upper or both, or mean and sd");
  return Object.freeze({
    measure,
    sex: wordOrNothingIn(row, "sex", ["male", "female"]) ?? null,
    ageYears: agesOf(row),
    ...limits,
    distribution,
    papillaryMuscles: wordIn(row, "papillary_muscles", ["cavity", "mass"]),
    source: requiredText(row, "source"),
  });
}

const rangedMeasures = Object.keys(rangedUnits) as readonly RangedMeasure[]; // the keys of a frozen literal

/** Spreadsheets write a raised 2 as 2, and a litre in either case. */
function checkUnit(row: Row, measure: RangedMeasure): void {
  const unit = requiredText(row, "unit");
  const expected = rangedUnits[measure];
  if (unit.toLowerCase().replace(/m2$/, "m²") !== expected)
    refuse(row, `unit is "${unit}", but ${measure} is in ${expected}; convert the numbers, or correct the unit`);
}

function agesOf(row: Row): ReferenceRow["ageYears"] {
  const from = countIn(row, "age_from") ?? null;
  const to = countIn(row, "age_to") ?? null;
  if (from !== null && to !== null && from > to)
    refuse(row, `age_from ${from} is above age_to ${to}; exchange them, or correct one`);
  return [from, to];
}

function distributionOf(row: Row): ReferenceRow["distribution"] {
  const mean = positiveIn(row, "mean");
  const standardDeviation = positiveIn(row, "sd");
  if (mean !== null && standardDeviation !== null) return { mean, standardDeviation };
  return mean === null && standardDeviation === null ? null : refuse(row, "mean and sd go together; fill both or none");
}

/** Lower limit, mean and upper limit ascend, as far as they are given. */
function checkOrder(row: Row, { lower, upper }: Limits, mean: number | null): void {
  const told = Object.entries({ lower, mean, upper }).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  );
  for (const [n, { name, value }] of told.slice(1).entries()) {
    const before = told[n]!;
    if (before.value >= value)
      refuse(row, `${before.name} ${before.value} is not below ${name} ${value}; exchange them, or correct one`);
  }
}

function positiveIn(row: Row, column: "lower" | "upper" | "mean" | "sd"): number | null {
  const number = numberIn(row, column) ?? null;
  if (number === null || number > 0) return number;
  return refuse(row, `${column} is ${number}, but must be above 0; leave it empty where the source gives none`);
}

function refuse({ where }: Row, why: string): never {
  throw new LearnError("bad-table", `${where}: ${why}`);
}
