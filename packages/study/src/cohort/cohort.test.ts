import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { analysisOf } from "../testing/study-input.ts";
import { cohortCsv, failuresCsv } from "./cohort-csv.ts";
import { cohortPage } from "./cohort-page.ts";
import { findStudies } from "./find-studies.ts";
import type { CohortOutcome, FailedStudy, MeasuredStudy } from "./outcome.ts";

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

  /** Links by name, to places below the folder unless they are whole paths. */
  async function link(links: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, place] of Object.entries(links)) await symlink(join(root, place), join(root, name));
  }

  test("are its DICOM folders and its NIfTI cines; labels and tables are none", async () => {
    await put("b/IM1", "b/deep/IM2", "c.nii.gz", "c_gt.nii.gz", "d/ses-1/sax.nii", "d/notes.json", "readme.txt");
    await put("e/segmentation.nii.gz");
    expect(await findStudies(root)).toEqual({
      studies: [
        { name: "b", path: join(root, "b") },
        { name: "c", path: join(root, "c.nii.gz") },
        { name: "d--ses-1--sax", path: join(root, "d/ses-1/sax.nii") },
      ],
      passedOver: [{ path: join(root, "e"), why: "no image lies below it" }],
    });
  });

  test("may be links, which give them their names", async () => {
    await put("archive/x1/IM1", "archive/x2.nii.gz", "archive/x3/IM1", "cohort/own/IM1");
    await link({ "cohort/p1": "archive/x1", "cohort/p2.nii.gz": "archive/x2.nii.gz" });
    await mkdir(join(root, "cohort/p3"));
    await link({ "cohort/p3/dicom": "archive/x3" });
    const { studies, passedOver } = await findStudies(join(root, "cohort"));
    expect(studies.map(({ name }) => name)).toEqual(["own", "p1", "p2", "p3"]);
    expect(passedOver).toEqual([]);
  });

  test("count once however many links lead to them; what is passed over is told with its reason", async () => {
    await put("a/IM1", "a/deep/IM2", "b/sax.nii");
    await link({ "0-a": "a", "0-deep": "a/deep", gone: "nowhere", loop: "loop", up: "", z: "b/sax.nii" });
    await symlink(join(root, "b/sax.nii"), join(root, "z.nii"));
    await mkdir(join(root, "c"));
    await link({ "c/again": "c" });
    const { studies, passedOver } = await findStudies(root);
    expect(studies.map(({ name }) => name)).toEqual(["a", "b--sax"]);
    const intoA = `the link leads to ${join(root, "a")} or into it, which counts already`;
    expect(passedOver.map(({ path, why }) => [path.slice(root.length + 1), why])).toEqual([
      ["0-a", intoA],
      ["0-deep", intoA],
      ["c", "no image lies below it"],
      ["gone", "the link leads to nothing"],
      ["loop", "the link leads to nothing"],
      ["up", "the link leads to a folder that holds the cohort"],
      ["z", `the link leads to ${join(root, "b")} or into it, which counts already`],
      ["z.nii", `the link leads to ${join(root, "b")} or into it, which counts already`],
    ]);
  });

  test("that links alone lead to in two ways count once", async () => {
    await put("archive/x1/IM1");
    await link({ "archive/first": "archive/x1" });
    await mkdir(join(root, "cohort"));
    await link({ "cohort/p1": "archive/x1", "cohort/p2": "archive/first" });
    const { studies, passedOver } = await findStudies(join(root, "cohort"));
    expect(studies.map(({ name }) => name)).toEqual(["p1"]);
    expect(passedOver).toHaveLength(1);
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
  const { measurements } = (await measured("three")) as MeasuredStudy;
  const ofFile = { ...measurements, input: { ...measurements.input, filesSha256: [`0a1b2c3d${"0".repeat(56)}`] } };
  const named = cohortPage([{ kind: "measured", name: "three", path: "/three", measurements: ofFile }], (name) => name);
  expect(named).toContain('<a href="three">three</a> <span class="quiet">0A1B-2C3D</span>');
  expect(page.match(/<title>one: /g)!.length).toBeGreaterThanOrEqual(9);
  expect(page.match(/Research use only\. Not a medical device\./g)).toHaveLength(2);
  expect(page).not.toMatch(/>-?\d+\.\d{5,}</);
  expect(cohortPage([failed], (name) => name)).not.toContain("Distributions");
});
