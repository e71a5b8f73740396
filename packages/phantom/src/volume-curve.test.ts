import { expect, test } from "vitest";
import { ejectedFraction, endSystoleIndex, snapToFrames } from "./volume-curve.ts";

const beat = { heartRateBpm: 60, systolicFraction: 0.37, earlyFillingFraction: 0.7 };
const curve = Array.from({ length: 1000 }, (_, i) => ejectedFraction(beat, i / 1000));

test("the ventricle is fullest at the start of the cycle alone, and emptiest at end-systole alone", () => {
  expect(curve.filter((x) => x === 0)).toEqual([0]);
  expect(curve.indexOf(1)).toBe(370);
  expect(curve.filter((x) => x === 1)).toHaveLength(1);
});

test("it empties steadily in systole, fills steadily in diastole, and ends as it began", () => {
  for (let i = 1; i <= 370; i++) expect(curve[i]).toBeGreaterThan(curve[i - 1]!);
  for (let i = 371; i < 1000; i++) expect(curve[i]).toBeLessThanOrEqual(curve[i - 1]!);
  expect(curve[999]).toBeLessThan(0.001);
});

test("early filling brings its share back before diastasis, the atrial kick the rest", () => {
  expect(ejectedFraction(beat, 0.37 + 0.63 * 0.6)).toBeCloseTo(0.3, 12);
});

test("end-systole moves to the nearest frame, by half a frame at most", () => {
  expect(endSystoleIndex(beat, 20)).toBe(7);
  expect(snapToFrames(beat, 20).systolicFraction).toBe(0.35);
  expect(ejectedFraction(snapToFrames(beat, 25), 9 / 25)).toBe(1);
});

test("a single frame is end-diastole and leaves the beat alone", () => {
  expect(snapToFrames(beat, 1)).toEqual(beat);
});
