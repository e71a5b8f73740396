/**
 * Cells of comma separated tables (RFC 4180) that a spreadsheet shows and does not compute.
 *
 * Names of folders, patients and series come from outside. A text that begins like a formula is marked as text by an apostrophe,
 * as spreadsheets do themselves; numbers are left alone. Source: OWASP, CSV Injection.
 */

const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** The text as one cell. */
export function csvCell(text: string): string {
  const isFormula = FORMULA.test(text) && !Number.isFinite(Number(text));
  const shown = isFormula ? `'${text}` : text;
  return NEEDS_QUOTES.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
