import { notMeasurable } from "@cmrkit/cardiac";
import { expect, test } from "vitest";
import { csvText } from "./csv.ts";
import { csvCell } from "./csv-cell.ts";

test.each(["=1+2", "+cmd", "-lab", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org")'])(
  "%j is shown by a spreadsheet, not computed",
  (text) => {
    expect(csvCell(text)).toMatch(/^"?'/);
  },
);

test("numbers stay numbers, quotes and line ends stay within their cell", () => {
  expect(["-1.5", "+2", "1e-3", "", "SCD-01"].map(csvCell)).toEqual(["-1.5", "+2", "1e-3", "", "SCD-01"]);
  expect(csvCell('a "b",\nc')).toBe('"a ""b"",\nc"');
});

test("rows of every table are written by these cells; what is not measurable is empty", () => {
  const rows = [["=1+2", -1.5, undefined, notMeasurable("no contours"), 'a "b"']];
  expect(csvText(rows)).toBe(`'=1+2,-1.5,,,"a ""b"""\r\n`);
});
