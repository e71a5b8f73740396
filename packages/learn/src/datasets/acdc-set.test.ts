import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { acdc } from "./acdc-set.ts";
import { readCaseImage } from "./read-case-image.ts";
import { writeAcdcOfOwners, writeAcdcTable } from "./testing/acdc-layouts.ts";
import { refusalOf } from "./testing/refusal.ts";

describe("the owners' layout", () => {
  const folder = writeAcdcOfOwners();
  const cases = acdc.list(folder);

  test("has its training and testing patients, each in its half, with what Info.cfg says of them", () => {
    expect(cases.map(({ id, split }) => [id, split])).toEqual([
      ["patient001", "training"],
      ["patient074", "training"],
      ["patient076", "training"],
      ["patient101", "test"],
    ]);
    expect(cases[0]!.facts).toEqual({ group: "DCM", heightCm: 184, weightKg: 95 });
  });

  test("names the patient of the two cases with equal images alike", () => {
    expect(cases.map(({ patient }) => patient)).toEqual(["patient001", "patient074", "patient074", "patient101"]);
  });

  test("takes a frame from its own file, or from the whole cine where that alone is there, counting from 0", () => {
    const [, es] = cases[0]!.images;
    expect(es!.channels).toEqual([
      { format: "nifti", path: join(folder, "training/patient001/patient001_frame03.nii.gz"), frameIndex: 0 },
    ]);
    const [, esInCine] = cases[2]!.images;
    expect(esInCine!.channels).toEqual([
      { format: "nifti", path: join(folder, "training/patient076/patient076_4d.nii.gz"), frameIndex: 2 },
    ]);
  });

  test("reads cavity, wall and right ventricle by name, and leaves labels out where there are none", async () => {
    const pixels = await readCaseImage(cases[0]!.images[0]!, "patient001");
    expect(pixels.size).toEqual([1, 2, 12, 12]);
    expect(pixels.spacingMm).toEqual([9, 1.5, 1.5]);
    expect(pixels.labelNames).toEqual([
      "rightVentricleBloodPool",
      "leftVentricularMyocardium",
      "leftVentricleBloodPool",
    ]);
    const at = (label: number) => pixels.data[pixels.labels!.indexOf(label)];
    expect([at(1), at(2), at(3)]).toEqual([800, 200, 900]);
    expect(cases[3]!.images[0]).not.toHaveProperty("labels");
  });

  test("needs frame numbers from 1 in Info.cfg", () => {
    const broken = writeAcdcOfOwners();
    writeFileSync(join(broken, "training/patient074/Info.cfg"), "ED: 0\nES: 3\nGroup: NOR\n");
    const refusal = refusalOf(() => acdc.list(broken));
    expect(refusal.kind).toBe("bad-table");
    expect(refusal.message).toContain("needs a line ED with a frame number from 1, got 0");
  });
});

test("the layout with a table gives what the table says, and an empty cell is an absent fact", () => {
  const [first, second] = acdc.list(writeAcdcTable());
  expect(first!.facts).toEqual({ group: "DCM", heightCm: 160, weightKg: 70, lvEdvMl: 265.7 });
  expect(second!.facts).toEqual({ group: "NOR", heightCm: 175 });
  expect(second!.patient).toBe("patient074");
});

test("another folder is refused with what was expected", () => {
  const refusal = refusalOf(() => acdc.list("/nowhere"));
  expect(refusal.kind).toBe("data-missing");
  expect(refusal.message).toContain("patient001");
});

const real = fileURLToPath(new URL("../../../../../shared/data/acdc", import.meta.url));

describe.skipIf(!existsSync(real))("the real set (skipped where ../shared/data/acdc is absent)", () => {
  const cases = existsSync(real) ? acdc.list(real) : []; // the body runs even when its tests are skipped

  test("has 80 cases of 79 patients, 16 cases in each of five groups", () => {
    expect(cases).toHaveLength(80);
    expect(new Set(cases.map(({ patient }) => patient)).size).toBe(79);
    const groups = Map.groupBy(cases, ({ facts }) => facts.group);
    expect([...groups].map(([group, { length }]) => `${group} ${length}`).sort()).toEqual(
      ["DCM", "HCM", "MINF", "NOR", "RV"].map((group) => `${group} 16`),
    );
  });

  test("is read with its three structures and its spacing; the images that make two cases one patient are equal", async () => {
    const read = async (id: string) => readCaseImage(cases.find((one) => one.id === id)!.images[0]!, id);
    const [one, other] = await Promise.all([read("patient074"), read("patient076")]);
    expect(one.spacingMm!.map((mm) => Math.round(mm * 1e4) / 1e4)).toEqual([10, 1.5625, 1.5625]);
    expect([...new Set(one.labels)].sort()).toEqual([0, 1, 2, 3]);
    expect(Buffer.from(one.data.buffer).equals(Buffer.from(other.data.buffer))).toBe(true);
  });
});
