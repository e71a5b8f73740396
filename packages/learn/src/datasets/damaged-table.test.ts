import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomStream } from "@cmrkit/tensor";
import { afterAll, expect, test } from "vitest";
import { LearnError } from "../errors.ts";
import { readCells } from "./published-table.ts";

const folder = mkdtempSync(join(tmpdir(), "cmr-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What tables are made of, and what they are broken by. */
const pieces = [
  "patient",
  "1.5",
  ",",
  ",",
  '"',
  '""',
  "\n",
  "\r\n",
  " ",
  "\t",
  "\0",
  "\uFEFF",
  ";",
  "é",
  "=1+2",
  "\u2028",
];

function outcomeOf(text: string): string {
  const path = join(folder, "table.csv");
  writeFileSync(path, text);
  try {
    const [heading = [], ...rows] = readCells(path);
    return rows.every((row) => row.length === heading.length) ? "read" : "ragged";
  } catch (error) {
    if (error instanceof LearnError) return error.kind;
    throw error;
  }
}

test("a table of any text is read with rows as long as its heading, or refused by kind", () => {
  const random = randomStream(2026).fork("tables");
  const outcomes = new Set<string>();
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: 1 + random.integer(60) }, () => pieces[random.integer(pieces.length)]!);
    outcomes.add(outcomeOf(text.join("")));
  }
  expect([...outcomes].toSorted()).toEqual(["bad-table", "read"]);
});

test("a line of a million quotes, spaces or letters ends in time that grows with its length alone", () => {
  for (const piece of ['"', " ", 'a"', '" ', "a"]) {
    const before = process.cpuUsage();
    outcomeOf(`a,b\n${piece.repeat(1_000_000)}`);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  }
});
