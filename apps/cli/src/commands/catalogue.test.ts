import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { smallStudy, writeDicom, writeNiftis } from "../testing/small-study.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cmr-catalogue-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]) => join(folder, ...names);

test("a simulated study is catalogued, shown and reported; labels and notes are left out", async () => {
  await writeDicom(at("images"));
  mkdirSync(at("images", "volumes"));
  await writeNiftis(at("images", "volumes"));
  writeFileSync(at("images", "notes.txt"), 'a "note", with a comma');
  const args = ["catalogue", at("images"), "--out", at("c.sqlite"), "--report", at("report.csv"), "--json"];
  const { exitCode, stdout, stderr } = await runCli(args);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining("files read, 0 known and unchanged")]);
  const [columns, rows, slices] = smallStudy.volume.grid.size;
  const { kinds, refused } = JSON.parse(stdout);
  const size = [smallStudy.volume.frameCount, slices, rows, columns];
  expect(kinds).toContainEqual(
    expect.objectContaining({ sequence: "cine", view: "sax", format: "nifti", images: 3, largest: size }),
  );
  const instances = smallStudy.volume.frameCount * slices;
  expect(refused).toContainEqual({ outcome: "duplicate", files: instances }); // the same cine as DICOM
  expect(refused).toContainEqual({ outcome: "label-map", files: 3 });
  expect(refused).toContainEqual({ outcome: "not-an-image", files: 1 });
  expect(readFileSync(at("report.csv"), "utf8")).toContain(
    `not-an-image,${at("images", "notes.txt")},"neither DICOM, NIfTI, PNG nor JPEG"\n`,
  );
  const again = await runCli(["catalogue", at("images"), "--out", at("c.sqlite")]);
  expect(again.stderr).toContain("0 files read");
  const shown = await runCli(["catalogue", "show", at("c.sqlite")]);
  expect(shown.stdout).toBe(again.stdout);
  expect(shown.stdout).toMatch(/^\d+ images \(\d+ planes\) of \d patients in \d studies; \d+ files\n/);
  expect(shown.stdout).toMatch(/label-map +3\n/);
});

test("a heart that cmr phantom drew is one patient, all of its images with sequence and view", async () => {
  const coarse = ["--matrix", "32", "--spacing", "8", "--slice-distance", "25", "--frames", "2"];
  const extras = ["--long-axis", "--with", "lge", "t1_map", "t2_map"];
  await runCli(["phantom", "--out", at("hearts"), "--count", "2", "--kind", "infarcted", ...coarse, ...extras]);
  const { stdout } = await runCli(["catalogue", at("hearts"), "--out", at("c.sqlite"), "--json"]);
  const { patients, studies, kinds } = JSON.parse(stdout);
  expect([patients, studies]).toEqual([2, 2]);
  expect(kinds.map(({ sequence, view }: { sequence: string; view: string }) => `${sequence} ${view}`).sort()).toEqual([
    "cine lax_2c",
    "cine lax_3c",
    "cine lax_4c",
    "cine sax",
    "lge sax",
    "t1_map sax",
    "t2_map sax",
  ]);
});

test.each([
  ["a folder that is not there", ["gone", "--out", "c.sqlite"], 1, "gone is not there"],
  ["a rule that is none", [".", "--out", "c.sqlite", "--as", "x=late"], 2, "expected GLOB=sequence[:view]"],
  ["an expression that is none", [".", "--out", "c.sqlite", "--patient", "("], 2, '"(" is no regular expression'],
  ["no place for the catalogue", ["."], 2, "--out <file> says where the catalogue goes"],
  ["a secret that is too short", [".", "--out", "c.sqlite", "--key", "short"], 1, "a secret has at least 16"],
  ["showing what is no catalogue", ["show", "short"], 1, "is no database"],
])("%s is refused in one line", async (_, args, code, says) => {
  writeFileSync(at("short"), "abc");
  const placed = args.map((arg, n) =>
    n === 0 || ["--out", "--key"].includes(args[n - 1]!) || arg === "short" ? place(arg) : arg,
  );
  const { exitCode, stderr } = await runCli(["catalogue", ...placed]);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(says)]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

/** Within the test's folder, except the word of a subcommand. */
function place(name: string): string {
  return name === "show" ? name : at(name);
}
