/** Catalogues public research data where they are at hand: beside the repository, never in it. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogueFolders } from "./catalogue-folders.ts";
import { type CatalogueSummary, summariseCatalogue } from "./summary.ts";
import { temporaryFolder } from "./testing/small-images.ts";

const data = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const labels = ["*_gt.nii.gz", "labels", "lv", "lv-endo", "*-contours"];
/** What is left of the large sets takes seconds. */
const most = ["patient0[0-689]*", "*/emidec/images/?[1-9]*", "*/emidec/images/?0[1-9]*", "*/lax4ch/images/[02-9]*"];
const more = ["*/lax4ch/images/1[1-9]*", "*/sunnybrook-png/images/SC-H*", "*/sunnybrook/SCD0000201"];

describe.skipIf(!existsSync(data))("public data (skipped where ../shared/data is absent)", () => {
  const folder = temporaryFolder();
  let summary: CatalogueSummary;
  beforeAll(async () => {
    const path = join(folder, "catalogue.sqlite");
    const folders = ["acdc", "emidec", "lax4ch", "sunnybrook", "sunnybrook-png", "sunnybrook-scout"];
    const settings = { exclude: [...labels, ...most, ...more], kinds: [] };
    await catalogueFolders({ folders: folders.map((name) => join(data, name)), path, settings });
    summary = summariseCatalogue(path);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const ofKind = (sequence: string, view: string, format: string) => {
    const kind = summary.kinds.find((one) => one.sequence === sequence && one.view === view && one.format === format);
    return kind && { images: kind.images, patients: kind.patients, withSpacing: kind.withSpacing };
  };

  test("are found, each with its kind, its patients and what it states of its pixels", () => {
    expect(ofKind("cine", "sax", "nifti")).toEqual({ images: 16, patients: 8, withSpacing: 16 });
    expect(ofKind("cine", "sax", "png")).toEqual({ images: 93, patients: 6, withSpacing: 0 });
    expect(ofKind("cine", "sax", "dicom")).toEqual({ images: 1, patients: 1, withSpacing: 1 });
    expect(ofKind("cine", "lax_4c", "jpeg")).toEqual({ images: 16, patients: 8, withSpacing: 0 });
    expect(ofKind("lge", "sax", "png")).toEqual({ images: 55, patients: 7, withSpacing: 0 });
    expect(ofKind("localiser", "unknown", "dicom")).toEqual({ images: 10, patients: 2, withSpacing: 10 });
    expect(summary.kinds).toHaveLength(6);
  });

  test("hold copies: both phases of ACDC's patient076 are those of patient074", () => {
    expect(summary.refused).toEqual([
      { outcome: "duplicate", files: 2 },
      { outcome: "not-an-image", files: 2 }, // the tables of ACDC and Sunnybrook
    ]);
  });
});
