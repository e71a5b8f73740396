import { expect, test } from "vitest";
import { axisTicks } from "./axis-ticks.ts";

test("ticks are round numbers, however small the range", () => {
  expect(axisTicks(0.19, 0.73, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  expect(axisTicks(0.87, 0.93, 5)).toEqual([0.86, 0.88, 0.9, 0.92, 0.94]);
  expect(axisTicks(-0.03, 0.29, 5)).toEqual([-0.1, 0, 0.1, 0.2, 0.3]);
});
