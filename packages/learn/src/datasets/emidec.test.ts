import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { emidec } from "./emidec.ts";
import { readCaseImage } from "./read-case-image.ts";
import { writeEmidecOfOwners } from "./testing/emidec-owners.ts";
import { writeEmidecPictures } from "./testing/picture-layouts.ts";
import { refusalOf } from "./testing/refusal.ts";
import { CAVITY_PIXELS } from "./testing/ventricle-pictures.ts";

test("the owners' layout gives sex and age of the text, the group of the name, and no labels where none were published", () => {
  const cases = emidec.list(writeEmidecOfOwners());
  expect(cases.map(({ id, facts }) => [id, facts])).toEqual([
    ["101", {}],
    ["N006", { group: "normal", sex: "F", ageYears: 70 }],
    ["P059", { group: "pathological", sex: "M", ageYears: 52 }],
  ]);
  expect(cases.map(({ images }) => "labels" in images[0]!)).toEqual([false, true, true]);
});

test("the owners' labels are read by name: their 1 is the cavity, which comes after the wall", async () => {
  const [, normal] = emidec.list(writeEmidecOfOwners());
  const pixels = await readCaseImage(normal!.images[0]!, normal!.id);
  expect(pixels.labelNames).toEqual(["leftVentricularMyocardium", "leftVentricleBloodPool", "infarct", "noReflow"]);
  expect(pixels.data[pixels.labels!.indexOf(2)]).toBe(900);
  expect(pixels.data[pixels.labels!.indexOf(1)]).toBe(200);
});

describe("the layout of pictures", () => {
  const folder = writeEmidecPictures();
  const cases = emidec.list(folder);

  test("makes a stack of the slices of a case, in their order, and keeps the two cases that share a slice together", () => {
    expect(cases.map(({ id, patient }) => [id, patient])).toEqual([
      ["N006", "N006"],
      ["P059", "P059"],
      ["P072", "P059"],
    ]);
    const paths = ["N006_slice000.png", "N006_slice001.png"].map((name) => join(folder, "images", name));
    expect(cases[0]!.images[0]!.channels).toEqual([{ format: "pictures", paths, spacingMm: null }]);
  });

  test("reads the infarct as a label of its own, and says nothing of the spacing", async () => {
    const pixels = await readCaseImage(cases[1]!.images[0]!, "P059");
    expect(pixels.spacingMm).toBeNull();
    expect(pixels.labels!.filter((label) => label === 2)).toHaveLength(CAVITY_PIXELS);
    expect(pixels.data[pixels.labels!.indexOf(3)]).toBe(220);
  });

  test("refuses a slice without labels when it lists", () => {
    const incomplete = writeEmidecPictures();
    rmSync(join(incomplete, "labels/N006_slice001.png"));
    const refusal = refusalOf(() => emidec.list(incomplete));
    expect(refusal.kind).toBe("data-missing");
    expect(refusal.message).toContain("labels/N006_slice001.png");
  });
});

const real = fileURLToPath(new URL("../../../../../shared/data/emidec", import.meta.url));

describe.skipIf(!existsSync(real))("the real set (skipped where ../shared/data/emidec is absent)", () => {
  const cases = existsSync(real) ? emidec.list(real) : []; // the body runs even when its tests are skipped
  const slicesOf = ({ images }: (typeof cases)[number]) => images[0]!.channels[0]!;

  test("has 80 cases and 558 slices, 25 of the cases normal", () => {
    expect(cases).toHaveLength(80);
    expect(cases.filter(({ facts }) => facts.group === "normal")).toHaveLength(25);
    const counts = cases.map(slicesOf).map((file) => ("paths" in file ? file.paths.length : 0));
    expect(counts.reduce((sum, count) => sum + count)).toBe(558);
  });

  test("is read with cavity in wall, and an infarct where the name says pathological", async () => {
    const read = async (id: string) => readCaseImage(cases.find((one) => one.id === id)!.images[0]!, id);
    const [normal, infarcted] = await Promise.all([read("N006"), read("P100")]);
    expect(normal.size).toEqual([1, 9, 256, 256]);
    expect([...new Set(normal.labels)].sort()).toEqual([0, 1, 2]);
    expect([...new Set(infarcted.labels)]).toContain(3);
  });
});
