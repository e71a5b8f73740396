import { expect, test } from "vitest";
import { metricFixtures } from "../testing/metric-fixtures.ts";
import { stabilityScores } from "./stability-score.ts";

const why = { notMeasurable: expect.any(String) };

test("two classes by hand: one of three voxels leaves the mask when the threshold rises", () => {
  // Less their mean the first row is 3, 1.5, −0.5, −2: one voxel at or above 2, two at or above 1.5, three above −1
  const logits = [
    [6, 3, 0, 0],
    [0, 0, 1, 4],
  ];
  expect(stabilityScores(logits)[0]).toBeCloseTo(2 / 3, 12);
  expect(stabilityScores(logits, { offset: 2 })[0]).toBeCloseTo(1 / 4, 12);
  expect(stabilityScores(logits, { threshold: 2, offset: 0.5 })[0]).toBeCloseTo(1 / 2, 12);
  expect(stabilityScores(logits, { offset: 0 })).toEqual([1, 1]);
});

test("a constant added to the logits of a voxel changes nothing", () => {
  const logits = [
    [2, -1, 0.5],
    [0, 1, 0],
  ];
  const shifted = logits.map((row) => row.map((logit, at) => logit + 10 * at));
  expect(stabilityScores(shifted)).toEqual(stabilityScores(logits));
});

test("scores are those of unions and intersections counted by PyTorch", () => {
  const { logits, settings, scores } = metricFixtures.stability;
  for (const [at, setting] of settings.entries()) {
    const expected = scores[at]!.map((score) => (score === null ? why : expect.closeTo(score, 12)));
    expect(stabilityScores(logits, setting)).toEqual(expected);
  }
});

test("a class that no voxel reaches has no score", () => {
  expect(stabilityScores([[9], [0]], { threshold: 1, offset: 0 })).toEqual([1, why]);
  expect(stabilityScores([[], []])).toEqual([why, why]);
});

test.each([
  ["one class", [[1, 2]], {}],
  ["rows of unequal length", [[1, 2], [1]], {}],
  ["a logit that is no number", [[1], [Number.NaN]], {}],
  ["a negative offset", [[1], [2]], { offset: -1 }],
])("%s is refused", (_, logits, options) => {
  expect(() => stabilityScores(logits, options)).toThrow(expect.objectContaining({ kind: "argument" }));
});
