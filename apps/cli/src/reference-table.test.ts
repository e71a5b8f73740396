import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readReferenceTable } from "./reference-table.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cmr-reference-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const HEADING = "measure,sex,age_from,age_to,lower,upper,mean,sd,unit,papillary_muscles,source";
/** Made-up numbers, as all in this file. */
const EJECTION = "leftVentricle.ejectionFractionPercent,female,40,49,50,70,60,5,%,cavity,made up";

async function tableOf(...lines: readonly string[]): Promise<string> {
  const path = join(root, "ranges.csv");
  await writeFile(path, lines.join("\r\n"));
  return path;
}

/** The message less the path before it. */
async function refusal(...lines: readonly string[]): Promise<{ readonly kind: unknown; readonly said: string }> {
  const path = await tableOf(...lines);
  try {
    readReferenceTable(path);
  } catch (error) {
    if (error instanceof Error && "kind" in error)
      return { kind: error.kind, said: error.message.replaceAll(path, "ranges.csv") };
  }
  throw new Error("the table was not refused");
}

test("rows are read as they stand; empty cells are open", async () => {
  const mass = 'leftVentricle.endDiastolicMassGPerM2,,,,,80.5,,,g/m2,mass,"made up, for a test"';
  expect(readReferenceTable(await tableOf(`\uFEFF${HEADING}`, EJECTION, "", mass))).toEqual([
    {
      ...{ measure: "leftVentricle.ejectionFractionPercent", sex: "female", ageYears: [40, 49], lower: 50, upper: 70 },
      ...{ distribution: { mean: 60, standardDeviation: 5 }, papillaryMuscles: "cavity", source: "made up" },
    },
    {
      ...{ measure: "leftVentricle.endDiastolicMassGPerM2", sex: null, ageYears: [null, null] },
      ...{ lower: null, upper: 80.5, distribution: null, papillaryMuscles: "mass", source: "made up, for a test" },
    },
  ]);
});

test("the table of the guide is one, and says that it is made up", async () => {
  const guide = await readFile(new URL("../../../docs/guides/reference-ranges.md", import.meta.url), "utf8");
  const table = readReferenceTable(await tableOf(/```csv\n([^`]*)```/.exec(guide)![1]!));
  expect(table).toHaveLength(5);
  for (const { source } of table) expect(source).toContain("MADE-UP NUMBERS");
});

const changed = (column: string, cell: string) => {
  const at = HEADING.split(",").indexOf(column);
  return EJECTION.split(",").with(at, cell).join(",");
};

test.each([
  ["measure", "lvef", /line 2: measure is "lvef"; it must be one of leftVentricle\.ejectionFractionPercent, /],
  ["measure", "", /line 2: measure is empty/],
  ["sex", "f", /line 2: sex is "f"; it must be one of male, female/],
  ["age_from", "50", /line 2: age_from 50 is above age_to 49; exchange them, or correct one/],
  ["age_from", "39.5", /line 2: age_from is 39\.5, not a whole number from 0/],
  ["lower", "71", /line 2: lower 71 is not below mean 60; exchange them/],
  ["mean", "75", /line 2: mean 75 is not below upper 70/],
  ["upper", "-3", /line 2: upper is -3, but must be above 0; leave it empty where the source gives none/],
  ["lower", "fifty", /line 2: column lower needs a number, got "fifty"/],
  ["sd", "-5", /line 2: sd is -5, but must be above 0/],
  ["sd", "0", /line 2: sd is 0, but must be above 0/],
  ["sd", "", /line 2: mean and sd go together; fill both or none/],
  ["unit", "ml", /line 2: unit is "ml", but leftVentricle\.ejectionFractionPercent is in %; convert the numbers/],
  ["papillary_muscles", "", /line 2: papillary_muscles is empty/],
  ["papillary_muscles", "wall", /line 2: papillary_muscles is "wall"; it must be one of cavity, mass/],
  ["source", "", /line 2: source is empty/],
])("a row whose %s is '%s' is refused", async (column, cell, said) => {
  expect(await refusal(HEADING, changed(column, cell))).toEqual({
    kind: "bad-table",
    said: expect.stringMatching(new RegExp(`^ranges\\.csv ${said.source}`)),
  });
});

test("a lower limit above the upper is refused", async () => {
  const line = "leftVentricle.ejectionFractionPercent,,,,70,50,,,%,cavity,made up";
  expect((await refusal(HEADING, line)).said).toBe(
    "ranges.csv line 2: lower 70 is not below upper 50; exchange them, or correct one",
  );
});

test("a row that gives nothing is refused", async () => {
  const line = "leftVentricle.ejectionFractionPercent,,,,,,,,%,cavity,made up";
  expect((await refusal(HEADING, line)).said).toBe(
    "ranges.csv line 2: it gives nothing; give lower, upper or both, or mean and sd",
  );
});

test("rows that both fit one person are refused, naming both lines", async () => {
  const later = changed("age_from", "49").replace(",49,49,", ",49,59,");
  expect(await refusal(HEADING, changed("sex", "male"), "", EJECTION, later)).toEqual({
    kind: "bad-table",
    said: "ranges.csv line 5: it overlaps with line 4, which is of females of 40 to 49 years too; let each person fit one row",
  });
});

test("a table without rows, without a column, or that is not there is refused", async () => {
  expect((await refusal(HEADING)).said).toBe("ranges.csv has no row below its first line; give a line for each range");
  expect((await refusal(HEADING.replace(",sd", ""), EJECTION)).said).toMatch(
    /^ranges\.csv lacks the column sd; its first line is measure, .*; a table of reference ranges begins with measure,sex,/,
  );
  expect(() => readReferenceTable(join(root, "none.csv"))).toThrow(
    expect.objectContaining({ kind: "data-missing", message: expect.stringContaining("is not there; check the path") }),
  );
});

test("a source with a comma and no quotes is refused", async () => {
  expect((await refusal(HEADING, `${EJECTION}, 2025`)).said).toBe(
    "ranges.csv line 2 has 12 cells in 11 columns; a text with a comma stands in quotes",
  );
});
