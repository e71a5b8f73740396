/** The sets whose images are single pictures: Sunnybrook slices and four-chamber frames. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../catalogue/testing/small-images.ts";
import { lax4ch } from "./lax4ch.ts";
import { readCaseImage } from "./read-case-image.ts";
import { sunnybrookPng } from "./sunnybrook-png.ts";
import { writeFourChambers, writeSunnybrookPictures } from "./testing/picture-layouts.ts";
import { refusalOf } from "./testing/refusal.ts";
import { CAVITY_PIXELS } from "./testing/ventricle-pictures.ts";

describe("sunnybrook-png", () => {
  test("has a case for each patient and an image for each slice, and names patients as the DICOM set does", () => {
    const cases = sunnybrookPng.list(writeSunnybrookPictures());
    expect(cases.map(({ id, patient, images }) => [id, patient, images.map(({ name }) => name)])).toEqual([
      ["SC-HF-I-01", "SC-HF-I-1", ["sax 0048", "sax 0059"]],
      ["SC-N-02", "SC-N-2", ["sax 0010"]],
    ]);
  });

  test("reads the cavity, which is all that is labelled, from a slice without a spacing", async () => {
    const [first] = sunnybrookPng.list(writeSunnybrookPictures());
    const pixels = await readCaseImage(first!.images[0]!, first!.id);
    expect(pixels.labelNames).toEqual(["leftVentricleBloodPool"]);
    expect(pixels.labels!.filter((label) => label === 1)).toHaveLength(CAVITY_PIXELS);
    expect(pixels.size).toEqual([1, 1, 20, 20]);
    expect(pixels.spacingMm).toBeNull();
  });

  test("takes sex, age and diagnosis from the owners' table when it lies in the folder", () => {
    const folder = writeSunnybrookPictures();
    const table =
      "PatientID,OriginalID,Gender,Age,Pathology\nSCD0000101,SC-HF-I-1,Male,53,Heart failure with infarct\n";
    writeFiles(folder, { "scd_patientdata.csv": table });
    const [first, second] = sunnybrookPng.list(folder);
    expect(first!.facts).toEqual({ group: "Heart failure with infarct", sex: "M", ageYears: 53 });
    expect(second!.facts).toEqual({});
  });
});

describe("lax4ch", () => {
  test("has a case for each number before the underscore, in the order of the numbers, and an image for each frame", () => {
    const cases = lax4ch.list(writeFourChambers());
    expect(cases.map(({ id, images }) => [id, images.map(({ name }) => name)])).toEqual([
      ["9", ["lax_4c frame 17"]],
      ["102", ["lax_4c frame 20", "lax_4c frame 24"]],
    ]);
  });

  test("joins a JPEG image and a PNG mask", async () => {
    const [first] = lax4ch.list(writeFourChambers());
    const pixels = await readCaseImage(first!.images[0]!, "9");
    expect(pixels.size).toEqual([1, 1, 16, 16]);
    expect(pixels.labels!.filter((label) => label === 1)).toHaveLength(64);
  });

  test("refuses a frame without a mask, and a folder without frames", () => {
    const folder = writeFourChambers();
    rmSync(join(folder, "lv/9_0017.png"));
    expect(refusalOf(() => lax4ch.list(folder)).message).toContain("lv/9_0017.png is not there");
    expect(refusalOf(() => lax4ch.list(join(folder, "images"))).kind).toBe("data-missing");
  });
});

const data = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));

describe.skipIf(!existsSync(data))("the real sets (skipped where ../shared/data is absent)", () => {
  test("sunnybrook-png has 30 patients and 526 slices, each with a diagnosis, and a cavity where one is drawn", async () => {
    const cases = sunnybrookPng.list(join(data, "sunnybrook-png"));
    expect(cases).toHaveLength(30);
    expect(cases.flatMap(({ images }) => images)).toHaveLength(526);
    expect(cases.filter(({ facts }) => facts.group === undefined)).toEqual([]);
    const pixels = await readCaseImage(cases[0]!.images[0]!, cases[0]!.id);
    expect(pixels.labels!.filter((label) => label === 1)).toHaveLength(587);
  });

  test("lax4ch has 581 frames, of 246 × 246 pixels, with a cavity", async () => {
    const cases = lax4ch.list(join(data, "lax4ch"));
    expect(cases.flatMap(({ images }) => images)).toHaveLength(581);
    const pixels = await readCaseImage(cases[0]!.images[0]!, cases[0]!.id);
    expect(pixels.size).toEqual([1, 1, 246, 246]);
    expect(pixels.labels).toContain(1);
  });
});
