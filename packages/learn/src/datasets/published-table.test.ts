import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../catalogue/testing/small-images.ts";
import { countIn, positiveIn, requiredText, textIn } from "./cell-values.ts";
import { readHeaderlessTable, readTable } from "./published-table.ts";
import { numberIn } from "./table-cells.ts";
import { refusalOf } from "./testing/refusal.ts";

function written(text: string): string {
  const path = join(temporaryFolder(), "table.csv");
  writeFileSync(path, text);
  return path;
}

test("a table with a byte order mark, an unnamed column, quotes and Windows line ends is read by column", () => {
  const path = written('\uFEFF,name,note,age\r\n0,A,"left, then ""right""",41\r\n1,B,,nan\r\n');
  const [first, second] = readTable(path, ["name", "age", "note"]);
  expect([textIn(first!, "name"), textIn(first!, "note"), numberIn(first!, "age")]).toEqual([
    "A",
    'left, then "right"',
    41,
  ]);
  expect([textIn(second!, "note"), numberIn(second!, "age")]).toEqual([undefined, undefined]);
});

test("lines of bare commas are no rows, and a row that ends early leaves its last cells unsaid", () => {
  const rows = readTable(written("a,b,c\n1,2,3\n,,\n4\n,,\n\n"), ["a", "c"]);
  expect(rows.map((row) => [numberIn(row, "a"), numberIn(row, "c")])).toEqual([
    [1, 3],
    [4, undefined],
  ]);
});

test("a spreadsheet that trails a hundred thousand empty lines is read in no time", () => {
  const rows = readTable(written(`a,b\n1,2\n${",\n".repeat(100_000)}`), ["a"]);
  expect(rows).toHaveLength(1);
});

test("an absent column is named together with those that are there", () => {
  const error = refusalOf(() => readTable(written("id,age\n1,2\n"), ["id", "Pathology"]));
  expect(error.kind).toBe("bad-table");
  expect(error.message).toMatch(/lacks the column Pathology; its first line is id, age/);
});

test.each([
  [";", "semicolons"],
  ["\t", "tabs"],
])("a table parted by %j says what to do: not every spreadsheet writes commas", (separator, title) => {
  const error = refusalOf(() => readTable(written(["id", "age"].join(separator)), ["id"]));
  expect(error.message).toContain(`cells are parted by ${title}: save the table with commas`);
});

test("an empty file has no columns, an absent one is missing", () => {
  expect(refusalOf(() => readTable(written(""), ["id"])).message).toContain("is empty");
  expect(refusalOf(() => readTable("/nowhere/table.csv", ["id"])).kind).toBe("data-missing");
});

test("a row longer than its header is refused with its line, for its cells lie under wrong names", () => {
  const error = refusalOf(() => readTable(written("a,b\n1,2\n1,2,3\n"), ["a"]));
  expect([error.kind, error.message.includes("line 3 has 3 cells in 2 columns")]).toEqual(["bad-table", true]);
});

test("a table without a header gives its first line as a row", () => {
  const rows = readHeaderlessTable(written("A,1\nB,2\n"), ["name", "x"]);
  expect(rows.map((row) => requiredText(row, "name"))).toEqual(["A", "B"]);
});

test("a height of 0 is one that nobody entered", () => {
  expect([positiveIn(rowOf("0"), "a"), positiveIn(rowOf("1.5"), "a")]).toEqual([undefined, 1.5]);
});

test.each([
  ["a word for a number", () => numberIn(rowOf("x"), "a"), 'column a needs a number, got "x"'],
  ["a negative height", () => positiveIn(rowOf("-1"), "a"), "a is -1, but cannot be negative"],
  ["half a frame", () => countIn(rowOf("2.5"), "a"), "a is 2.5, not a whole number from 0"],
  ["a frame before the first", () => countIn(rowOf("-1"), "a"), "a is -1, not a whole number from 0"],
  ["nothing where something must be", () => requiredText(rowOf("na"), "a"), "a is empty"],
])("%s is refused with file and line", (_, act, words) => {
  const error = refusalOf(act);
  expect(error.kind).toBe("bad-table");
  expect(error.message).toContain(`table.csv line 2: ${words}`);
});

function rowOf(cell: string) {
  return readTable(written(`a,b\n${cell},1\n`), ["a"])[0]!;
}
