/** What a table says of the people of a cohort, as arguments of `cmr analyze`. */
import { bodySurfaceAreaM2, CardiacError } from "@cmrkit/cardiac";
import { readCells } from "@cmrkit/learn";
import type { CohortStudy } from "@cmrkit/study";
import { Misuse } from "../failure.ts";
import { OLDEST_YEARS } from "../subject-options.ts";

const flagOf = { sex: "--sex", age_years: "--age", height_cm: "--height", weight_kg: "--weight" } as const;
type Column = keyof typeof flagOf;
const columns: readonly Column[] = ["sex", "age_years", "height_cm", "weight_kg"];

/** The arguments for each study that the table names. */
export type SubjectTable = ReadonlyMap<string, readonly string[]>;

/**
 * @param path CSV with a column `study` and any of `sex` (m, f), `age_years`, `height_cm`, `weight_kg`; empty cells say nothing.
 * @throws {Misuse} for a study that is not in the cohort or stands twice, or without the columns; LearnError when it cannot be read.
 */
export function readSubjects(path: string, studies: readonly CohortStudy[]): SubjectTable {
  const [heading = [], ...rows] = readCells(path);
  const place = heading.indexOf("study");
  const unread = heading.filter((column) => column !== "study" && !columns.some((known) => known === column));
  if (unread.length > 0)
    throw new Misuse(
      `${path} has the column ${unread.join(", ")}, which says nothing here; rename it to one of ${columns.join(", ")}, or take it out`,
    );
  const told = columns.filter((column) => heading.includes(column));
  if (place < 0 || told.length === 0)
    throw new Misuse(
      `${path} needs a column study and one of ${columns.join(", ")}; its first line is ${heading.join(", ")}`,
    );
  const known = new Set(studies.map(({ name }) => name));
  const table = new Map<string, readonly string[]>();
  for (const row of rows) {
    const study = row[place]!;
    if (!known.has(study)) throw new Misuse(`${path} names ${study}, which is no study of the cohort; see --list`);
    if (table.has(study)) throw new Misuse(`${path} names ${study} twice`);
    const where = `${path}, ${study}`;
    const cellOf = (column: Column) => row[heading.indexOf(column)] ?? "";
    const flags = told.flatMap((column) => flagWith(column, cellOf(column), where));
    assertBodySize(cellOf("height_cm"), cellOf("weight_kg"), where);
    table.set(study, flags);
  }
  return table;
}

function flagWith(column: Column, cell: string, where: string): readonly string[] {
  if (cell === "") return [];
  const value = column === "sex" ? cell.toLowerCase() : cell;
  const isUsable = column === "sex" ? ["m", "f"].includes(value) : Number(value) >= 0 && Number(value) <= most[column];
  if (isUsable) return [flagOf[column], value];
  throw new Misuse(
    `${where}: ${column} is "${cell}"; expected ${column === "sex" ? "m or f" : `a number up to ${most[column]}`}`,
  );
}

/** Beyond these nobody is; a body size is judged as a whole besides. */
const most = { age_years: OLDEST_YEARS, height_cm: 300, weight_kg: 700 } as const;

/** As `cmr analyze` judges it: hours later, and of options, if it were found there. */
function assertBodySize(height: string, weight: string, where: string): void {
  if (height === "" && weight === "") return;
  if (height === "" || weight === "")
    throw new Misuse(`${where}: height_cm and weight_kg go together, both or neither; nothing is indexed by one`);
  try {
    bodySurfaceAreaM2({ heightCm: Number(height), weightKg: Number(weight) });
  } catch (error) {
    if (error instanceof CardiacError) throw new Misuse(`${where}: ${error.message}`);
    throw error;
  }
}
