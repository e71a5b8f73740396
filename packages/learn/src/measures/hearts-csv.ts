/** Measured hearts as a table: a line a heart, numbers in columns. */
import { csvLine, measuredCell, reasonCell } from "../finetune/evaluation/csv.ts";
import type { MeasuredHeart } from "./measured-cases.ts";

/** Columns that say whose numbers a line has; the last says why some are missing. */
const WHO = ["patient", "case", "group"] as const;
const WHY = "why";

/** `patient,case,group,<measures>,why`; a cell is empty where there is no number. */
export function heartsCsv(hearts: readonly MeasuredHeart[]): string {
  const names = Object.keys(hearts[0]?.measures ?? {});
  const lines = hearts.map(({ patient, caseId, group = "", measures }) => {
    const values = names.map((name) => measures[name]!);
    return csvLine([patient, caseId, group, ...values.map(measuredCell), reasonCell(values)]);
  });
  return `${[csvLine([...WHO, ...names, WHY]), ...lines].join("\n")}\n`;
}
