import { float32 } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { compareGroup, isMet, relativeError } from "./comparison.ts";

const of = (...values: number[]) => float32([values.length], values);

describe("the relative error of a tensor", () => {
  test("is its largest difference over the reference's largest magnitude", () => {
    expect(relativeError(of(1, -3.5).data, of(1, -4).data)).toBe(0.125);
  });

  test("is measured against the floor where the reference is smaller", () => {
    expect(relativeError(of(0.5).data, of(0).data, 2)).toBe(0.25);
  });

  test("is infinite where a tensor is missing, of another size, not finite, or something for nothing", () => {
    const reference = of(1, 2).data;
    for (const actual of [undefined, of(1).data, of(1, Number.NaN).data])
      expect(relativeError(actual, reference)).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError(of(1).data, of(0).data)).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError(of(0).data, of(0).data)).toBe(0);
  });
});

test("a group is as good as its worst tensor, which it names", () => {
  const reference = new Map([
    ["a", of(1)],
    ["b", of(2)],
  ]);
  const actual = new Map([...reference, ["b", of(2.5)], ["unasked", of(9)]]);
  const group = compareGroup("after.*", actual, reference, { tolerance: 0.2 });
  expect(group).toEqual({ group: "after.*", tensors: 2, largestError: 0.25, worst: "b", tolerance: 0.2 });
  expect(isMet(group)).toBe(false);
  expect(isMet({ ...group, tolerance: 0.25 })).toBe(true);
});
