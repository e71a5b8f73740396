import { describe, expect, test } from "vitest";
import { contourStrain } from "./contour-strain.ts";
import { MYOCARDIUM } from "./structures.ts";
import { ringHearts, taperAt } from "./testing/ring-heart.ts";

const frames = [
  { cavityMm: 25, wallMm: () => 10 },
  { cavityMm: 21, wallMm: () => 12 },
  { cavityMm: 17, wallMm: () => 14 },
];
const phases = { endDiastoleIndex: 0, endSystoleIndex: 2 };
const tapers = Array.from({ length: 9 }, (_, slice) => taperAt(slice));

const heart = ringHearts(frames);

/** Of the mid-wall of all slices, which are circles. */
function lengthOf({ cavityMm, wallMm }: (typeof frames)[number]): number {
  return tapers.reduce((sum, taper) => sum + 2 * Math.PI * (cavityMm * taper + wallMm() / 2), 0);
}

describe("strain of a ventricle that tapers", () => {
  const strain = contourStrain(heart, phases);

  test("is the change of the mid-wall's length and of the wall's thickness, frame by frame", () => {
    const circumferential = frames.map((frame) => 100 * (lengthOf(frame) / lengthOf(frames[0]!) - 1));
    for (const [t, exact] of circumferential.entries()) {
      expect(Math.abs(Number(strain.circumferentialPercent[t]) - exact), `frame ${t}`).toBeLessThan(0.7);
      expect(Math.abs(Number(strain.radialPercent[t]) - 20 * t), `frame ${t}`).toBeLessThan(2);
    }
    expect(strain.circumferentialPercent[0]).toBe(0);
    expect(strain.globalCircumferentialPercent).toBe(strain.circumferentialPercent[2]);
    expect(strain.globalRadialPercent).toBe(strain.radialPercent[2]);
  });

  test("counts the slices whose wall is closed in both phases, and says which", () => {
    const [X, Y] = heart.grid.size;
    const open = {
      ...heart,
      labels: heart.labels.map((label, at) => (label === MYOCARDIUM && at < X * Y && at % X < X / 2 ? 0 : label)),
    };
    expect(contourStrain(open, phases).sliceIndices).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

test("a frame in which a counted slice is open has none; the others have", () => {
  const [X, Y, Z] = heart.grid.size;
  const start = X * Y * Z;
  const cut = heart.labels.map((label, at) => (at >= start && at < start + X * Y ? 0 : label));
  const { circumferentialPercent } = contourStrain({ ...heart, labels: cut }, phases);
  expect(circumferentialPercent[1]).toEqual({ notMeasurable: "in frame 1 a slice that counts has no closed wall" });
  expect(circumferentialPercent[2]).toBeTypeOf("number");
});

test("without phases or without a closed slice there is none", () => {
  const why = { notMeasurable: "one frame alone" };
  expect(contourStrain(heart, { endDiastoleIndex: 0, endSystoleIndex: why }).radialPercent).toEqual([why, why, why]);
  const bare = { ...heart, labels: heart.labels.map((label) => (label === MYOCARDIUM ? 0 : label)) };
  expect(contourStrain(bare, phases).globalRadialPercent).toEqual({
    notMeasurable: "no slice has wall all around the cavity at end-diastole and end-systole",
  });
});
