import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { PATIENTS, writePatients } from "../testing/small-finetune.ts";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const measureInto = (out: string, ...args: string[]) =>
  runCli(["measure", "--set", "folder", "--data", at("data"), "--out", at(out), ...args]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cmrkit-measure-"));
  await writePatients(at("data"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a data set becomes a table of measures, and the table groups", async () => {
  const { exitCode, stdout } = await measureInto("measures.csv");
  expect([exitCode, stdout]).toEqual([0, `${PATIENTS} hearts written to ${at("measures.csv")}\n`]);
  const [header, first] = readFileSync(at("measures.csv"), "utf8").split("\n");
  expect(header).toMatch(/^patient,case,group,lvEdvMlPerM2,.*,lvEfPercent,.*,wallThickening,why$/);
  expect(first).toMatch(/^p0,p0,DCM,,.*"?not measurable, because height or weight is not known/);

  const groups = ["classify", at("measures.csv"), "--label", "group", "--features", "lvEfPercent,edWallMeanMm"];
  const classified = await runCli([...groups, "--folds", "2", "--out", at("groups")]);
  expect([classified.exitCode, classified.stdout]).toEqual([0, expect.stringContaining("truth in rows")]);
  const summary = JSON.parse(readFileSync(at("groups", "summary.json"), "utf8"));
  expect(summary).toMatchObject({ schema: "cmrkit.classification/1", classes: ["DCM", "NOR"], patients: PATIENTS });
  expect(readFileSync(at("groups", "confusion.svg"), "utf8")).toContain("<svg");
});

test("a data set's own table and earlier results are replaced only with --force", async () => {
  const own = readFileSync(at("data", "cases.csv"), "utf8");
  const into = await measureInto("data/cases.csv");
  const told = `cmr: ${at("data", "cases.csv")} exists already; add --force to replace it\n`;
  expect([into.exitCode, into.stderr]).toEqual([1, told]);
  writeFileSync(at("table.csv"), "patient,group,size\na,NOR,1\nb,NOR,2\nc,DCM,3\nd,DCM,4\n");
  const table = ["classify", at("table.csv"), "--label", "group", "--features", "size", "--folds", "2", "--out"];
  expect((await runCli([...table, at("data")])).stderr).toBe(told);
  expect((await runCli(["regress", at("table.csv"), "--label", "size", "--out", at("data")])).stderr).toBe(told);
  expect(readFileSync(at("data", "cases.csv"), "utf8")).toBe(own);
  expect((await runCli([...table, at("sizes")])).exitCode).toBe(0);
  expect((await runCli([...table, at("sizes")])).stderr).toContain("add --force");
  expect((await runCli([...table, at("sizes"), "--force"])).exitCode).toBe(0);
});

test.each([
  ["patients that the model knows", ["--patients", "validation"], "holds none of the model's validation patients"],
  ["a set that is none", ["--set", "atlas"], "Allowed choices are acdc"],
])("%s: one line", async (_, args, says) => {
  const { exitCode, stderr } = await measureInto("none.csv", ...args);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(says);
});

test("cases that are left out for one reason are told in two lines", async () => {
  for (const name of ["images", "lv"]) mkdirSync(at("lax", name), { recursive: true });
  for (const id of [1, 2, 3]) {
    writeFileSync(at("lax", "images", `${id}_0001.jpg`), "");
    writeFileSync(at("lax", "lv", `${id}_0001.png`), "");
  }
  const { stderr } = await runCli(["measure", "--set", "lax4ch", "--data", at("lax"), "--out", at("lax.csv")]);
  const because = "it has no short-axis cine of both phases";
  expect(stderr).toContain(`1 left out: ${because}\n2 more left out: ${because}\n`);
});

test("a table whose numbers are all missing is refused", async () => {
  writeFileSync(at("empty.csv"), "patient,group,size\na,NOR,\nb,DCM,\n");
  const { exitCode, stderr } = await runCli(["classify", at("empty.csv"), "--label", "group", "--out", at("none")]);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("has no column of numbers")]);
});
