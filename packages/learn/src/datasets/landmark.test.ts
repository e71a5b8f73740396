import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { landmark } from "./landmark.ts";
import { readCaseImage } from "./read-case-image.ts";
import { writeLandmark } from "./testing/landmark-layout.ts";
import { refusalOf } from "./testing/refusal.ts";

test("the frames and views of one patient are one case", () => {
  const cases = landmark.list(writeLandmark());
  expect(cases.map(({ patient, images }) => [patient, images.map(({ name }) => name)])).toEqual([
    ["0001", ["lax_2c 00", "lax_2c 09", "lax_4c 00"]],
    ["0002", ["lax_4c 00"]],
  ]);
});

test("points are named by their number, whatever the order of the lines", () => {
  const points = { mitralAnnulus1: [4.5, 3], mitralAnnulus2: [12, 3.25], apex: [9, 17] };
  const [first, second] = landmark.list(writeLandmark());
  expect(first!.images[0]!.landmarks).toEqual(points);
  expect(second!.images[0]!.landmarks).toEqual(points);
});

test("the picture is read without a spacing, for nobody tells how large a pixel is", async () => {
  const pixels = await readCaseImage(landmark.list(writeLandmark())[0]!.images[0]!, "0001");
  expect([pixels.size, pixels.spacingMm]).toEqual([[1, 1, 20, 20], null]);
});

test.each([
  ["a point that is missing", ["c,0001__00,2C,1,4,3", "c,0001__00,2C,3,9,7"], "0001__00 has landmarks 1, 3"],
  ["a point twice", ["c,0001__00,2C,1,4,3", "c,0001__00,2C,1,4,3", "c,0001__00,2C,3,9,7"], "has landmarks 1, 1, 3"],
  [
    "a point outside",
    ["c,0001__00,2C,1,-4,3", "c,0001__00,2C,2,4,3", "c,0001__00,2C,3,9,7"],
    "x -4 and y 3 are no place",
  ],
])("%s is refused with its line", (_, rows, words) => {
  const error = refusalOf(() => landmark.list(writeLandmark(rows)));
  expect(error.kind).toBe("bad-table");
  expect(error.message).toContain(words);
});

test("a picture that is not there is named; one view without the other is enough; neither is not", () => {
  const folder = writeLandmark();
  rmSync(join(folder, "lax_2c/images/0001__09.png"));
  expect(refusalOf(() => landmark.list(folder)).message).toContain("0001__09.png is not there");
  rmSync(join(folder, "lax_2c.csv"));
  expect(landmark.list(folder)).toHaveLength(2);
  rmSync(join(folder, "lax_4c.csv"));
  expect(refusalOf(() => landmark.list(folder)).kind).toBe("data-missing");
});
