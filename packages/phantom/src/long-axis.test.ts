import { applyToPoint, cross, dot, invert, length, subtract } from "@cmrkit/imaging";
import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { heart } from "./heart.ts";
import { label } from "./heart-tissue.ts";
import { longAxisGrid, longAxisViews } from "./long-axis.ts";
import { renderCine } from "./render.ts";
import { sampleHeart } from "./sample-heart.ts";
import { cineScan } from "./scan.ts";
import { heartTruth } from "./truth.ts";

const whole = heart(sampleHeart("normal", randomStream("long axis")));
const scan = cineScan({ matrix: [96, 96], pixelSpacingMm: [3, 3], frameCount: 1, inPlaneRotationDeg: 20 });

test("the four-chamber plane holds the apex and both ends of the mitral annulus", () => {
  const toPixel = invert(longAxisGrid(whole, scan, "lax_4c").ijkToLps);
  const { apex, mitralAnnulus } = heartTruth(whole, 1).landmarks.endDiastole;
  for (const point of [apex, ...mitralAnnulus]) expect(applyToPoint(toPixel, point)[2]).toBeCloseTo(0, 6);
});

test("without rotation the apex is on top and the lateral wall right", () => {
  const upright = cineScan({ ...scan, inPlaneRotationDeg: 0 });
  const toPixel = invert(longAxisGrid(whole, upright, "lax_4c").ijkToLps);
  const { apex, mitralAnnulus } = heartTruth(whole, 1).landmarks.endDiastole;
  const [tip, lateral, septal] = [apex, ...mitralAnnulus].map((point) => applyToPoint(toPixel, point));
  expect(tip![1]).toBeLessThan(lateral![1]);
  expect(lateral![0]).toBeGreaterThan(septal![0]);
});

test("the planes cross in the long axis, 60 degrees apart", () => {
  const normals = longAxisViews.map((view) => {
    const { ijkToLps } = longAxisGrid(whole, scan, view);
    const along = (ijk: [number, number, number]) =>
      subtract(applyToPoint(ijkToLps, ijk), applyToPoint(ijkToLps, [0, 0, 0]));
    return cross(along([1, 0, 0]), along([0, 1, 0]));
  });
  const [two, three, four] = normals;
  const angleDeg = (a: typeof two, b: typeof two) =>
    (Math.acos(Math.abs(dot(a!, b!)) / (length(a!) * length(b!))) * 180) / Math.PI;
  for (const angle of [angleDeg(two, four), angleDeg(three, four), angleDeg(two, three)])
    expect(angle).toBeCloseTo(60, 6);
});

test("the four-chamber view shows both ventricles, the two-chamber view the left one larger than the right", () => {
  const count = (view: "lax_2c" | "lax_4c", structure: number) =>
    renderCine(whole, scan, randomStream(view), longAxisGrid(whole, scan, view)).labels.labels.filter(
      (found) => found === structure,
    ).length;
  expect(count("lax_4c", label.rightVentricle)).toBeGreaterThan(100);
  expect(count("lax_4c", label.leftVentricle)).toBeGreaterThan(200);
  expect(count("lax_2c", label.rightVentricle)).toBeLessThan(count("lax_2c", label.leftVentricle));
});
