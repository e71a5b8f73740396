import { expect, test } from "vitest";
import { bodySurfaceAreaM2 } from "./body-size.ts";

test("Mosteller's and Du Bois' formulas give their published values", () => {
  expect(bodySurfaceAreaM2({ heightCm: 160, weightKg: 70 })).toBeCloseTo(1.7638, 4);
  expect(bodySurfaceAreaM2({ heightCm: 170, weightKg: 70 }, "dubois")).toBeCloseTo(1.8097, 3);
});

test("metres, pounds of a giant and what is no number are refused", () => {
  for (const size of [
    { heightCm: 1.7, weightKg: 70 },
    { heightCm: 170, weightKg: 900 },
    { heightCm: Number.NaN, weightKg: 70 },
  ]) {
    expect(() => bodySurfaceAreaM2(size)).toThrow(expect.objectContaining({ kind: "argument" }));
  }
});
