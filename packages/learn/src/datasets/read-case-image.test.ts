import { expect, test } from "vitest";
import { temporaryFolder, writeFiles } from "../catalogue/testing/small-images.ts";
import type { CaseImage } from "./data-set.ts";
import { leftVentricleFirst } from "./label-orders.ts";
import { readCaseImage } from "./read-case-image.ts";
import { acdcNumbering, drawnImage, niftiFile, stillFile, withSpacing } from "./testing/drawn-image.ts";
import { labelFile } from "./testing/ventricle-nifti.ts";
import { ringPicture } from "./testing/ventricle-pictures.ts";

const mnmsNumbering = { cavity: 1, ring: 2, beside: 3 };

async function expectRefusal(image: CaseImage, kind: string, ...parts: readonly string[]): Promise<void> {
  const refusal = readCaseImage(image, "p7");
  await expect(refusal).rejects.toMatchObject({ kind, message: expect.stringContaining("case p7, sax ed") });
  for (const part of parts) await expect(refusal).rejects.toThrow(part);
}

test("labels carry the places of their names, whatever the owners' numbers were", async () => {
  const one = await readCaseImage(drawnImage(), "p1");
  const other = await readCaseImage(drawnImage({ numbering: mnmsNumbering, meaning: leftVentricleFirst }), "p2");
  expect(other.labels).toEqual(one.labels);
  expect(other.labelNames).toEqual(one.labelNames);
  expect(one.labelNames[one.labels!.find((label) => label > 0)! - 1]).toBe("rightVentricleBloodPool");
});

test("channels follow each other, and lie on the grid of the first", async () => {
  const channels = [niftiFile("a.nii", stillFile(0)), niftiFile("b.nii", stillFile(0))];
  const pixels = await readCaseImage(drawnImage({ channels }), "p1");
  expect(pixels.size).toEqual([2, 2, 12, 12]);
  expect(pixels.data).toHaveLength(2 * 288);
  expect(pixels.grid!.size).toEqual([12, 12, 2]);
});

test("channels on different grids are refused", async () => {
  const channels = [niftiFile("a.nii", stillFile(0)), niftiFile("b.nii", stillFile(0.75))];
  await expectRefusal(drawnImage({ channels }), "grids-differ", "a.nii and ", "b.nii lie on different grids");
});

test("an image, or one channel of it, that is one grey value shows nothing and is refused", async () => {
  const blank = stillFile(0, 2, () => 0);
  const channels = [niftiFile("a.nii", stillFile(0)), niftiFile("blank.nii", blank)];
  for (const chosen of [channels, channels.slice(1)])
    await expectRefusal(
      drawnImage({ channels: chosen }),
      "bad-image",
      "blank.nii is 0 in all of the image's 288 voxels",
    );
});

test("labels of another size, or shifted against the image, are refused", async () => {
  const flat = niftiFile("flat.nii", stillFile(0, 1));
  await expectRefusal(drawnImage({ labels: flat }), "grids-differ", "2 × 12 × 12 and 1 × 12 × 12 voxels");
  const shifted = niftiFile("shifted.nii", stillFile(3));
  await expectRefusal(drawnImage({ labels: shifted }), "grids-differ", "voxels → patient");
});

test("a number that the table does not have is refused with the table", async () => {
  const image = drawnImage({ meaning: { 2: "leftVentricularMyocardium", 3: "leftVentricleBloodPool" } });
  await expectRefusal(image, "bad-label", "has a label 1", "2 leftVentricularMyocardium, 3 leftVentricleBloodPool");
});

test("labels that are all background are refused", async () => {
  const empty = niftiFile(
    "empty.nii.gz",
    labelFile(1, () => undefined),
  );
  await expectRefusal(drawnImage({ labels: empty }), "bad-label", "empty.nii.gz is all background");
});

test.each([0, -1.5, Number.NaN])("a voxel spacing of %s mm is refused", async (mm) => {
  const channels = [niftiFile("spacing.nii", withSpacing(stillFile(0), mm))];
  await expectRefusal(drawnImage({ channels }), "bad-spacing", "spacing.nii");
});

test("a frame that the file does not have, and a file that is not there, are refused", async () => {
  const still = niftiFile("still.nii", stillFile(0));
  if (still.format !== "nifti") throw new Error("internal: another format");
  const late = { ...still, frameIndex: 4 };
  await expectRefusal(drawnImage({ channels: [late] }), "bad-image", "has 1 frames, and frame 5 is asked for");
  const absent = { ...still, path: "/nowhere/image.nii" };
  await expectRefusal(drawnImage({ channels: [absent] }), "data-missing", "/nowhere/image.nii is not there");
});

test("a short axis numbered by another convention than its table says is refused with the one that fits", async () => {
  const swapped = drawnImage({ numbering: mnmsNumbering });
  await expectRefusal(
    swapped,
    "label-order",
    "rightVentricleBloodPool (1) lies inside what it calls leftVentricularMyocardium (2)",
    "the convention of mnms and ukbb fits",
  );
  const other = drawnImage({ numbering: acdcNumbering, meaning: leftVentricleFirst });
  await expectRefusal(other, "label-order", "the convention of acdc fits");
});

test("an infarct counts as wall when the order is checked, so that a swapped EMIDEC is refused and a right one is read", async () => {
  const numbering = { cavity: 1, ring: 2, beside: 0 };
  const right = { 1: "leftVentricleBloodPool", 2: "infarct", 3: "leftVentricularMyocardium" } as const;
  const swapped = { 1: "infarct", 2: "leftVentricleBloodPool", 3: "leftVentricularMyocardium" } as const;
  expect((await readCaseImage(drawnImage({ numbering, meaning: right }), "p1")).labelNames).toContain("infarct");
  await expectRefusal(drawnImage({ numbering, meaning: swapped }), "label-order", "infarct (1) lies inside");
});

test("the order is not checked in a long axis, whose cavity is open", async () => {
  const image = drawnImage({ numbering: mnmsNumbering, view: "lax_4c" });
  expect((await readCaseImage(image, "p1")).labels).toBeDefined();
});

test("pictures of different sizes are no stack, and what is no picture is named", async () => {
  const folder = temporaryFolder();
  const drawn = ringPicture({ cavity: 9, ring: 4 });
  writeFiles(folder, { "a.png": drawn, "b.png": "no picture" });
  const pictures = (...names: string[]) =>
    ({ format: "pictures", paths: names.map((name) => `${folder}/${name}`), spacingMm: null }) as const;
  await expectRefusal(drawnImage({ channels: [pictures("a.png", "b.png")] }), "bad-image", "b.png is refused");
  await expectRefusal(drawnImage({ channels: [pictures()] }), "bad-image", "no picture is named");
});

test("outlines that are too few, out of the picture or no numbers are refused", async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "two.txt": "1 1\n2 2\n", "far.txt": "1 1\n40 1\n1 4\n", "word.txt": "1 1\n2 x\n3 3\n" });
  const outlined = (name: string, slices = 2) =>
    drawnImage({
      labels: {
        format: "contours",
        slices: Array.from({ length: slices }, () => [{ path: `${folder}/${name}`, label: 3 }]),
      },
    });
  await expectRefusal(outlined("two.txt"), "bad-label", "an outline needs at least 3");
  await expectRefusal(outlined("far.txt"), "grids-differ", "the outline belongs to another image");
  await expectRefusal(outlined("word.txt"), "bad-label", 'word.txt line 2 needs x and y in pixels, got "2 x"');
  await expectRefusal(outlined("two.txt", 3), "grids-differ", "outlines for 3 slices");
});
