import { expect, test } from "vitest";
import { addWindow, blankCanvas, writeLabels } from "./canvas.ts";
import { expectedDice, sliceConfidence } from "./confidence.ts";
import type { WindowTransform } from "./window.ts";

const SIZE = 8;
const region = { left: 0, right: SIZE - 1, top: 0, bottom: SIZE - 1 };
const upright: WindowTransform = { a: 1, b: 0, c: 0, d: 1, centreI: (SIZE - 1) / 2, centreJ: (SIZE - 1) / 2 };

/** A window of two classes, the second with these probabilities, pixel by pixel. */
function window(foreground: (x: number, y: number) => number): Float32Array {
  const p = Float32Array.from({ length: SIZE * SIZE }, (_, at) => foreground(at % SIZE, Math.floor(at / SIZE)));
  return Float32Array.from([...p.map((value) => 1 - value), ...p]);
}

function confidenceOf(...windows: readonly Float32Array[]) {
  const canvas = blankCanvas(region, 2);
  for (const probabilities of windows) addWindow(canvas, probabilities, SIZE, upright);
  const slice = new Uint8Array(SIZE * SIZE);
  writeLabels(canvas, slice, SIZE);
  return sliceConfidence(canvas, slice, SIZE);
}

test("a model that is certain expects to be right", () => {
  const certain = confidenceOf(window((x) => Number(x < 4)));
  expect(certain[1]).toMatchObject({ labelled: 32, expected: expect.closeTo(32, 4), agreed: expect.closeTo(32, 4) });
  expect(expectedDice([certain], 1)).toBeCloseTo(1, 6);
});

test("half-hearted pixels cost what they are short of, labelled or not", () => {
  const soft = confidenceOf(window((x) => (x < 4 ? 0.8 : 0.1)));
  const [agreed, expected] = [32 * 0.8, 32 * 0.8 + 32 * 0.1];
  expect(expectedDice([soft], 1)).toBeCloseTo((2 * agreed) / (expected + 32), 5);
});

test("windows that contradict each other leave less than either alone", () => {
  const [left, wide] = [window((x) => Number(x < 4)), window((x) => Number(x < 6))];
  const both = confidenceOf(left, wide);
  expect(both[1]!.expected).toBeCloseTo(32 + 8, 4);
  expect(expectedDice([both], 1)).toBeLessThan(1);
});

test("slices count by their pixels, and what is nowhere labelled has no Dice", () => {
  const [certain, none] = [confidenceOf(window((x) => Number(x < 4))), confidenceOf(window(() => 0.25))];
  expect(expectedDice([certain, none], 1)).toBeCloseTo((2 * 32) / (32 + 16 + 32), 5);
  expect(expectedDice([none], 1)).toBeUndefined();
  expect(expectedDice([], 1)).toBeUndefined();
});
