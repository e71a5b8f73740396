import { expect, test } from "vitest";
import { warmUpCosine } from "./schedules.ts";

const schedule = { peak: 2, final: 1, warmUpSteps: 10, totalSteps: 110 };

test("the rate rises linearly to the peak, falls along half a cosine and stays at the final value", () => {
  const at = (step: number) => warmUpCosine(schedule, step);
  expect([0, 5, 10].map(at)).toEqual([0, 1, 2]);
  expect(at(60)).toBeCloseTo(1.5, 12);
  expect(at(35)).toBeCloseTo(1 + 0.5 * (1 + Math.SQRT1_2), 12);
  expect([110, 200].map(at)).toEqual([1, 1]);
});
