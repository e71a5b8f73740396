import { isMeasured } from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { centredGrid } from "../loading/preprocess.ts";
import { heartMeasures } from "./heart-measures.ts";

const [SLICES, SIDE, SPACING] = [4, 80, 1.5] as const;

/** Round cavities of a radius in mm within a wall, a right ventricle beside it, in every slice. */
function phase(cavityMm: number, wallMm: number, open = false): LabelVolume {
  const grid = centredGrid([SLICES, SIDE, SIDE], [10, SPACING, SPACING]);
  const labels = Uint8Array.from({ length: SLICES * SIDE * SIDE }, (_, at) => {
    const [i, j] = [at % SIDE, Math.floor(at / SIDE) % SIDE];
    const [x, y] = [(i - 45) * SPACING, (j - 40) * SPACING];
    const fromCentre = Math.hypot(x, y);
    if (fromCentre <= cavityMm) return 3;
    if (fromCentre <= cavityMm + wallMm) return open && y > 0 ? 0 : 2;
    return x < 0 && Math.hypot(x + cavityMm + wallMm, y) < 15 ? 1 : 0;
  });
  return { grid, frameCount: 1, labels };
}

const number = (value: unknown) => {
  expect(isMeasured(value as number)).toBe(true);
  return value as number;
};

test("volumes by body surface, mass by volume, and a wall that thickens, as the discs say", () => {
  const measures = heartMeasures({ ed: phase(25, 8), es: phase(17, 12) }, { heightCm: 180, weightKg: 80 });
  const bsa = Math.sqrt((180 * 80) / 3600);
  const edv = (Math.PI * 25 ** 2 * 40) / 1000;
  expect(number(measures.lvEdvMlPerM2) / (edv / bsa)).toBeCloseTo(1, 1);
  expect(number(measures.lvEfPercent)).toBeCloseTo(100 * (1 - (17 / 25) ** 2), -1);
  expect(number(measures.lvEdMassPerEdvGPerMl)).toBeCloseTo(1.05 * ((33 / 25) ** 2 - 1), 1);
  expect(Math.abs(number(measures.edWallMeanMm) - 8)).toBeLessThan(0.5);
  expect(Math.abs(number(measures.esWallMeanMm) - 12)).toBeLessThan(0.5);
  expect(Math.abs(number(measures.wallThickening) - 1.5)).toBeLessThan(0.1);
  expect(number(measures.edWallDeviationMm)).toBeCloseTo(0, 6);
});

test("what cannot be measured says why: no body size, a wall that is open in every slice", () => {
  const measures = heartMeasures({ ed: phase(25, 8, true), es: phase(17, 12, true) }, {});
  expect(measures.lvEdvMlPerM2).toEqual({ notMeasurable: "height or weight is not known" });
  expect(measures.edWallMeanMm).toEqual({
    notMeasurable: "no slice has wall all around the left ventricular cavity",
  });
  expect(isMeasured(measures.lvEfPercent!)).toBe(true);
});
