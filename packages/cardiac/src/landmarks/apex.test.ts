import { expect, test } from "vitest";
import { apexOf } from "./apex.ts";

test("outline points within half a pixel of the farthest share the apex", () => {
  const outline = [
    [0, 0],
    [9.8, 2],
    [10, -2],
    [9, 0],
  ] as const;
  expect(apexOf(outline, [0, 0])).toEqual([9.9, 0]);
});
