/** What a table says of the people of a cohort, as arguments of `cmr analyze`. */
import { readCells } from "@cmrkit/learn";
import type { CohortStudy } from "@cmrkit/study";
import { Misuse } from "../failure.ts";

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
    table.set(
      study,
      told.flatMap((column) => flagWith(column, row[heading.indexOf(column)]!, `${path}, ${study}`)),
    );
  }
  return table;
}

function flagWith(column: Column, cell: string, where: string): readonly string[] {
  if (cell === "") return [];
  const value = column === "sex" ? cell.toLowerCase() : cell;
  const isUsable = column === "sex" ? ["m", "f"].includes(value) : Number(value) >= 0;
  if (isUsable) return [flagOf[column], value];
  throw new Misuse(`${where}: ${column} is "${cell}"; expected ${column === "sex" ? "m or f" : "a number"}`);
}
