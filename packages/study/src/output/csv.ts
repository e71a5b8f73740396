/** Comma separated rows with a point in decimals and CR LF (RFC 4180). */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { csvCell } from "./csv-cell.ts";

/** What is not measurable is an empty cell; its reason stands in the JSON beside the table, or in a cell of its own. */
export type CsvCell = Measured | string | undefined;

export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

function cellText(value: CsvCell): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return isMeasured(value) ? String(value) : "";
  return csvCell(value);
}
