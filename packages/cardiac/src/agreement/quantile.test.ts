import { expect, test } from "vitest";
import { quantileOfSorted } from "./quantile.ts";

test("quantiles lie linearly between neighbours", () => {
  expect([0, 0.25, 0.5, 1].map((share) => quantileOfSorted([1, 2, 4, 8], share))).toEqual([1, 1.75, 3, 8]);
});
