import { expect, test } from "vitest";
import { type LongAxisLandmarks, longAxisFunction } from "./long-axis-function.ts";
import { metricFixtures } from "./testing/metric-fixtures.ts";

const endDiastole = { apex: [0, -100, 0], lateralAnnulus: [15, 0, 0], septalAnnulus: [-15, 0, 0] } as const;

/** The annulus comes down by 16 mm on the lateral side, by 12 mm on the septal side. */
const endSystole = { apex: [0, -100, 0], lateralAnnulus: [13, -16, 0], septalAnnulus: [-13, -12, 0] } as const;

test("strain and excursions by hand", () => {
  const found = longAxisFunction({ endDiastole, endSystole });
  expect(found).toEqual({
    endDiastolicLengthMm: 100,
    endSystolicLengthMm: 86, // to the middle of −16 and −12
    globalLongitudinalStrainPercent: -14,
    lateralMapseMm: 16, // the 2 mm inwards are not along the axis
    septalMapseMm: 12,
    meanMapseMm: 14,
  });
});

test("values are those of PyTorch's norms and cosines", () => {
  const { endDiastole: ed, endSystole: es, strainPercent, lateralMm, septalMm } = metricFixtures.long_axis;
  const named = ([apex, lateralAnnulus, septalAnnulus]: typeof ed) => ({ apex, lateralAnnulus, septalAnnulus });
  expect(longAxisFunction({ endDiastole: named(ed), endSystole: named(es) })).toMatchObject({
    globalLongitudinalStrainPercent: expect.closeTo(strainPercent, 10),
    lateralMapseMm: expect.closeTo(lateralMm, 10),
    septalMapseMm: expect.closeTo(septalMm, 10),
  });
});

test("a heart that lengthens has a positive strain and negative excursions", () => {
  const found = longAxisFunction({ endDiastole: endSystole, endSystole: endDiastole });
  expect(found.globalLongitudinalStrainPercent).toBeCloseTo((100 * 14) / 86, 12);
  expect(found.lateralMapseMm).toBeLessThan(0);
});

test("a heart that does not move has no strain and no excursion, both measured", () => {
  expect(longAxisFunction({ endDiastole, endSystole: endDiastole })).toMatchObject({
    globalLongitudinalStrainPercent: 0,
    meanMapseMm: 0,
  });
});

test("a missing annulus point leaves the other one's excursion", () => {
  const { lateralAnnulus, ...rest } = endSystole;
  const why = { notMeasurable: "the lateral annulus point was not found at end-systole" };
  expect(longAxisFunction({ endDiastole, endSystole: rest })).toEqual({
    endDiastolicLengthMm: 100,
    endSystolicLengthMm: why,
    globalLongitudinalStrainPercent: why,
    lateralMapseMm: why,
    septalMapseMm: 12,
    meanMapseMm: why,
  });
});

test("the apex is needed at end-systole for strain only, at end-diastole for everything", () => {
  const without = ({ apex, ...rest }: LongAxisLandmarks) => rest;
  expect(longAxisFunction({ endDiastole, endSystole: without(endSystole) })).toMatchObject({
    globalLongitudinalStrainPercent: { notMeasurable: "the apex was not found at end-systole" },
    meanMapseMm: 14,
  });
  expect(longAxisFunction({ endDiastole: without(endDiastole), endSystole }).meanMapseMm).toEqual({
    notMeasurable: "the apex was not found at end-diastole",
  });
});

test("landmarks that coincide span no axis", () => {
  const onePoint = { ...endDiastole, septalAnnulus: endDiastole.lateralAnnulus };
  expect(longAxisFunction({ endDiastole: onePoint, endSystole }).lateralMapseMm).toEqual({
    notMeasurable: "both annulus points lie at one place at end-diastole",
  });
  const flat = { ...endSystole, apex: [0, -14, 0.5] } as const;
  expect(longAxisFunction({ endDiastole, endSystole: flat }).globalLongitudinalStrainPercent).toEqual({
    notMeasurable: "the apex lies on the mitral annulus at end-systole",
  });
});

test("a coordinate that is no number is refused", () => {
  const broken = { ...endSystole, apex: [0, Number.NaN, 0] } as const;
  expect(() => longAxisFunction({ endDiastole, endSystole: broken })).toThrow(
    expect.objectContaining({ kind: "argument" }),
  );
});
