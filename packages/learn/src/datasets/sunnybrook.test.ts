import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { CasePixels, LabelName } from "./data-set.ts";
import { readCaseImage } from "./read-case-image.ts";
import { sunnybrook } from "./sunnybrook.ts";
import { refusalOf } from "./testing/refusal.ts";
import { numberOf, writeSunnybrook, writeSunnybrookOfOwners } from "./testing/sunnybrook-layouts.ts";

function countOf({ labels, labelNames }: CasePixels, name: LabelName): number {
  return labels!.filter((label) => label === 1 + labelNames.indexOf(name)).length;
}

describe("a simulated patient", () => {
  const folder = writeSunnybrook();
  const [patient] = sunnybrook.list(folder);
  const [ed, es] = patient!.images;

  test("has end-diastole where the epicardium is outlined, slices by position and not by number", () => {
    expect(patient!.images.map(({ name }) => name)).toEqual(["sax ed", "sax es"]);
    const paths = [numberOf(1, 1), numberOf(0, 1)].map((number) => join(folder, "SCD0000101", `${number}.dcm`));
    expect(ed!.channels).toEqual([{ format: "dicom", paths }]);
  });

  test("has at end-diastole the myocardium between the outlines of two slices", async () => {
    const pixels = await readCaseImage(ed!, patient!.id);
    expect(pixels.size).toEqual([1, 2, 20, 20]);
    expect(pixels.spacingMm!.map((mm) => Math.round(mm * 1000) / 1000)).toEqual([10, 1.25, 1.5]);
    expect(countOf(pixels, "leftVentricleBloodPool")).toBe(2 * 36);
    expect(countOf(pixels, "leftVentricularMyocardium")).toBe(2 * (100 - 36));
  });

  test("has at end-systole the cavity alone, and says so", async () => {
    const pixels = await readCaseImage(es!, patient!.id);
    expect(pixels.labelNames).toEqual(["leftVentricleBloodPool"]);
    expect(countOf(pixels, "leftVentricleBloodPool")).toBe(2 * 16);
  });

  test("is told by its header what the scanner was", () => {
    expect(patient!.facts).toMatchObject({ vendor: "GE", fieldStrengthT: 1.5 });
  });

  test("is refused when an outlined image is not there", () => {
    const incomplete = writeSunnybrook();
    rmSync(join(incomplete, "SCD0000101/1.dcm"));
    const refusal = refusalOf(() => sunnybrook.list(incomplete));
    expect(refusal.kind).toBe("data-missing");
    expect(refusal.message).toContain("IM-0001-0001-icontour-manual.txt outlines an image that is not there");
  });
});

test("the owners' layout joins images and outlines by the table, and gives the same labels", async () => {
  const [patient] = sunnybrook.list(writeSunnybrookOfOwners());
  const [same] = sunnybrook.list(writeSunnybrook());
  expect(patient).toMatchObject({ id: "SCD0000101", patient: "SC-HF-I-1", facts: { sex: "M", ageYears: 53 } });
  const read = async (one: typeof patient) => (await readCaseImage(one!.images[0]!, one!.id)).labels;
  expect(await read(patient)).toEqual(await read(same));
});

const real = fileURLToPath(new URL("../../../../../shared/data/sunnybrook", import.meta.url));

describe.skipIf(!existsSync(real))("the real set (skipped where ../shared/data/sunnybrook is absent)", () => {
  const cases = existsSync(real) ? sunnybrook.list(real) : []; // the body runs even when its tests are skipped

  test("has two patients with end-diastole and end-systole, who are in the owners' table", () => {
    expect(cases.map(({ patient, images }) => [patient, images.map(({ name }) => name)])).toEqual([
      ["SC-HF-I-1", ["sax ed", "sax es"]],
      ["SC-HF-I-2", ["sax ed", "sax es"]],
    ]);
    expect(cases[1]!.facts).toMatchObject({ sex: "M", ageYears: 48, group: "Heart failure with infarct" });
  });

  test("is read as whole stacks whose cavity lies in its wall and is larger at end-diastole", async () => {
    const [ed, es] = await Promise.all(cases[1]!.images.map((image) => readCaseImage(image, cases[1]!.id)));
    expect(ed!.size).toEqual([1, 9, 256, 256]);
    const volume = (pixels: CasePixels) => countOf(pixels, "leftVentricleBloodPool");
    expect(volume(ed!)).toBeGreaterThan(volume(es!));
    expect(countOf(ed!, "leftVentricularMyocardium")).toBeGreaterThan(1000);
  });
});
