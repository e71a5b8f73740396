/** Half an ellipse above its base, an atrium below, in a plane: all lengths and areas are known. */
import { describe, expect, test } from "vitest";
import { biplaneVolumeMl } from "../area-length.ts";
import { isMeasured } from "../measured.ts";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { gridOf, paint } from "../testing/shapes.ts";
import { atriumOutline, endocardialLengthMm, planeSize, ventricleOutline } from "./chamber-outlines.ts";
import { LEFT_ATRIUM } from "./long-axis-labels.ts";
import { type LongAxisPoints, longAxisPoints } from "./long-axis-points.ts";

const PIXEL_MM = 0.8;
const grid = gridOf([160, 200, 1], [PIXEL_MM, PIXEL_MM, 8]);
/** Where the middle of the annulus lies, in pixels. */
const BASE = { x: 80.2, y: 122.4 } as const;

interface Chambers {
  readonly lengthMm: number;
  readonly halfWidthMm: number;
  /** Height of the atrium, half an ellipse below the base. */
  readonly atriumMm?: number;
  readonly wallMm?: number;
  readonly hasRight?: boolean;
}

/** The apex on top; the right ventricle on the left. */
function drawn({ lengthMm, halfWidthMm, atriumMm = 0, wallMm = 0, hasRight = false }: Chambers) {
  const isIn = (across: number, along: number, width: number, height: number) =>
    (across / width) ** 2 + (along / height) ** 2 <= 1;
  return paint(grid, (i, j) => {
    const [across, up] = [(i - BASE.x) * PIXEL_MM, (BASE.y - j) * PIXEL_MM];
    if (up >= 0 && isIn(across, up, halfWidthMm, lengthMm)) return LEFT_VENTRICLE;
    if (up >= 0 && wallMm > 0 && isIn(across, up, halfWidthMm + wallMm, lengthMm + wallMm)) return MYOCARDIUM;
    if (up < 0 && atriumMm > 0 && isIn(across, up, halfWidthMm, atriumMm)) return LEFT_ATRIUM;
    return hasRight && up > 5 && up < 50 && across < -halfWidthMm - wallMm && across > -halfWidthMm - wallMm - 20
      ? RIGHT_VENTRICLE
      : 0;
  });
}

function pointsOf(chambers: Chambers): LongAxisPoints {
  const labels = drawn(chambers);
  const points = longAxisPoints(labels.labels, planeSize(labels));
  if (!("kind" in points)) throw new Error(points.notMeasurable);
  return points;
}

const near = (value: unknown, expected: number, tolerance: number) =>
  expect(Math.abs(Number(value) - expected), `${value} for ${expected}`).toBeLessThan(tolerance);

const ventricle = { lengthMm: 82, halfWidthMm: 24 };

describe("a ventricle without an atrium", () => {
  const labels = drawn(ventricle);
  const points = pointsOf(ventricle);

  test("has its annulus at the straight end, its apex at the other, within two pixels", () => {
    expect(points).toMatchObject({ annulusBy: "straight end of the cavity", tellsSeptum: false });
    near(points.endocardialApex[1], BASE.y - 82 / PIXEL_MM, 2);
    expect(points.epicardialApex).toBeUndefined();
    const [a, b] = points.annulus;
    near(Math.abs(a[0] - b[0]) * PIXEL_MM, 48, 2 * PIXEL_MM);
  });

  test("has the area and length of half an ellipse, within 1 % and a pixel", () => {
    const outline = ventricleOutline(labels, 0, points);
    near(outline.areaMm2, (Math.PI * 82 * 24) / 2, 0.01 * Math.PI * 41 * 24);
    near(outline.lengthMm, 82, 2 * PIXEL_MM);
  });

  test("by area and length has the volume of half an ellipsoid, within 3 %", () => {
    const outline = ventricleOutline(labels, 0, points);
    const volume = biplaneVolumeMl(outline, outline);
    near(volume, ((2 / 3) * Math.PI * 24 * 24 * 82) / 1000, 0.03 * 98.9);
  });

  test("has an endocardium as long as half an ellipse's outline, within 2 %", () => {
    const steps = 10_000;
    const place = (n: number) => [24 * Math.cos((Math.PI * n) / steps), 82 * Math.sin((Math.PI * n) / steps)] as const;
    let arc = 0;
    for (let n = 0; n < steps; n++) arc += Math.hypot(place(n)[0] - place(n + 1)[0], place(n)[1] - place(n + 1)[1]);
    near(endocardialLengthMm(labels, 0, points), arc, 0.02 * arc);
  });

  test("shortens by the strain that was drawn, within one in a hundred", () => {
    const shorter = { lengthMm: 82 * 0.85, halfWidthMm: 24 * 0.85 };
    const later = endocardialLengthMm(drawn(shorter), 0, pointsOf(shorter));
    const strain =
      (100 * (Number(later) - Number(endocardialLengthMm(labels, 0, points)))) /
      Number(endocardialLengthMm(labels, 0, points));
    near(strain, -15, 1);
  });
});

describe("a ventricle with an atrium", () => {
  const chambers = { ...ventricle, atriumMm: 45, wallMm: 9, hasRight: true };
  const labels = drawn(chambers);
  const points = pointsOf(chambers);

  test("has its annulus where they meet, and its septal end where the right ventricle is", () => {
    expect(points).toMatchObject({ annulusBy: "left atrium", tellsSeptum: true });
    const [septal, lateral] = points.annulus;
    expect(septal[0]).toBeLessThan(lateral[0]);
    near(septal[1], BASE.y, 2);
  });

  test("has an epicardial apex beyond the endocardial by the thickness of the wall", () => {
    near((points.endocardialApex[1] - points.epicardialApex![1]) * PIXEL_MM, 9, 2 * PIXEL_MM);
  });

  test("has an atrium of its own area and length, within 1 % and two pixels", () => {
    const outline = atriumOutline(labels, 0, points);
    near(outline.areaMm2, (Math.PI * 45 * 24) / 2, 0.01 * Math.PI * 45 * 24);
    near(outline.lengthMm, 45, 2 * PIXEL_MM);
  });
});

describe("what cannot be told", () => {
  test("is the base of an ellipse", () => {
    const ellipse = paint(grid, (i, j) => (((i - 80) / 30) ** 2 + ((j - 100) / 60) ** 2 <= 1 ? LEFT_VENTRICLE : 0));
    expect(longAxisPoints(ellipse.labels, planeSize(ellipse))).toEqual({
      notMeasurable: "no end of the cavity stands out as its base",
    });
  });

  test("is an atrium that nobody drew", () => {
    const { areaMm2 } = atriumOutline(drawn(ventricle), 0, pointsOf(ventricle));
    expect(isMeasured(areaMm2)).toBe(false);
  });

  test("is an annulus between an atrium and a ventricle that do not touch", () => {
    const apart = drawn({ ...ventricle, atriumMm: 45 });
    const labels = apart.labels.map((label, at) => (Math.abs(Math.floor(at / 160) - BASE.y) < 4 ? 0 : label));
    expect(longAxisPoints(labels, planeSize(apart))).toEqual({
      notMeasurable: "the left atrium does not touch the left ventricular cavity",
    });
  });
});
