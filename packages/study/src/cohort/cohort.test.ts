import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { analysisOf } from "../testing/study-input.ts";
import { cohortCsv, failuresCsv } from "./cohort-csv.ts";
import { cohortPage } from "./cohort-page.ts";
import { findStudies } from "./find-studies.ts";
import type { CohortOutcome, FailedStudy } from "./outcome.ts";

describe("studies below a folder", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "cmr-cohort-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function put(...paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await mkdir(join(root, path, ".."), { recursive: true });
      await writeFile(join(root, path), "");
    }
  }

  test("are its DICOM folders and its NIfTI cines; labels, tables and links are none", async () => {
    await put("b/IM1", "b/deep/IM2", "c.nii.gz", "c_gt.nii.gz", "d/ses-1/sax.nii", "d/notes.json", "readme.txt");
    await put("e/segmentation.nii.gz");
    await symlink(join(root, "b"), join(root, "linked"));
    expect(await findStudies(root)).toEqual([
      { name: "b", path: join(root, "b") },
      { name: "c", path: join(root, "c.nii.gz") },
      { name: "d--ses-1--sax", path: join(root, "d/ses-1/sax.nii") },
    ]);
  });

  test.each([
    ["a folder and a file", "p1", ["p1/IM1", "p1.nii.gz"]],
    ["a file in two forms", "a--b", ["a/b.nii", "a/b.nii.gz"]],
    ["a file in a folder, and one that bears its name", "a--b", ["a/b.nii", "a--b.nii"]],
  ])("%s of one name are refused, both named, before anything is analysed", async (_case, name, paths) => {
    await put("other.nii", ...paths);
    const error = await findStudies(root).catch((thrown) => thrown);
    expect(error).toMatchObject({ kind: "input", details: { name } });
    for (const path of paths) expect(error.message).toContain(join(root, path.replace("/IM1", "")));
    expect(error.message).toContain("rename one of them");
  });

  test.each([
    ["a folder of nothing", ""],
    ["a folder that is not there", "absent"],
  ])("%s is refused with what was expected", async (_name, below) => {
    await expect(findStudies(join(root, below))).rejects.toMatchObject({ kind: "input" });
  });
});

const failed: FailedStudy = {
  ...{ kind: "failed", name: "<b>ad", path: "/x" },
  error: { kind: "no-heart", message: 'no "heart", none' },
};
const measured = async (name: string): Promise<CohortOutcome> => ({
  ...{ kind: "measured", name, path: `/${name}` },
  measurements: (await analysisOf()).measurements,
});

test("the table has a line a measured study, and says what is not measurable and why", async () => {
  const whole = await measured("one");
  if (whole.kind === "failed") throw new Error("measured above");
  const { leftVentricle } = whole.measurements;
  const lacking = { ...leftVentricle, endDiastolicMassG: { notMeasurable: "no muscle, at all" } };
  const other = { ...whole, name: "two", measurements: { ...whole.measurements, leftVentricle: lacking } };
  const [heading, first, second, ...rest] = cohortCsv([whole, failed, other]).trimEnd().split("\r\n");
  const column = heading!.split(",").indexOf("lv_ef_percent");
  expect(Number(first!.split(",")[column])).toBe(leftVentricle.ejectionFractionPercent);
  expect(second).toMatch(/,"lv_mass_g: no muscle, at all"$/);
  expect(rest).toEqual([]);
  expect(failuresCsv([failed])).toBe('study,path,kind,message\r\n<b>ad,/x,no-heart,"no ""heart"", none"\r\n');
});

test("a folder named like a formula stays a text in tables", async () => {
  const name = '=HYPERLINK("http://example.org")';
  expect(cohortCsv([await measured(name)])).toContain(`"'=HYPERLINK(""http://example.org"")",`);
  expect(failuresCsv([{ ...failed, name }])).not.toMatch(/^=/m);
});

test("the page counts outcomes, draws a dot a study, links reports, and escapes names", async () => {
  const outcomes = [await measured("one"), failed, await measured("two")];
  const page = cohortPage(outcomes, (name) => `studies/${name}/report.html`);
  expect(page).toContain("<b>2</b> measured <b>1</b> failed");
  expect(page).toContain("&lt;b&gt;ad");
  expect(page).toContain('<a href="studies/two/report.html">two</a>');
  expect(page.match(/<title>one: /g)!.length).toBeGreaterThanOrEqual(9);
  expect(page.match(/Research use only\. Not a medical device\./g)).toHaveLength(2);
  expect(page).not.toMatch(/>-?\d+\.\d{5,}</);
  expect(cohortPage([failed], (name) => name)).not.toContain("Distributions");
});
