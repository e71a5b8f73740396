/** Rows as columns of plain text. */
import { printableLine } from "./printable.ts";

/** Numbers line up on the right, words on the left. */
export type Alignment = "left" | "right";

/** Each row on a line, cells padded to their column's width and two spaces apart; the first row is the heading. */
export function textTable(cells: readonly (readonly string[])[], alignments: readonly Alignment[]): string {
  const rows = cells.map((row) => row.map(printableLine));
  const widths = alignments.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    alignments
      .map((alignment, column) => {
        const [cell, width] = [row[column] ?? "", widths[column] ?? 0];
        return alignment === "right" ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join("");
}
