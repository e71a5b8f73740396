/** Rows of `results/NAME.csv`. */
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";

/** Adds a row under the names of its cells, which are those of the file's head. */
export function addRow(name: string, row: Readonly<Record<string, string | number>>): void {
  const file = join(import.meta.dirname, "results", `${name}.csv`);
  if (!existsSync(file)) appendFileSync(file, `${Object.keys(row).join(",")}\n`);
  appendFileSync(file, `${Object.values(row).map(quoted).join(",")}\n`);
}

function quoted(value: string | number): string {
  return /[",]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
}
