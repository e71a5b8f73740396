import { randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { heart } from "./heart.ts";
import { heartKinds, heartParameters } from "./parameters.ts";
import { sampleHeart } from "./sample-heart.ts";
import { type HeartTruth, heartTruth } from "./truth.ts";

const truths = new Map(
  heartKinds.map((kind) => [
    kind,
    Array.from({ length: 6 }, (_, seed) => heartTruth(heart(sampleHeart(kind, randomStream(seed))), 20)),
  ]),
);

test("equal seeds give equal hearts, other seeds others, and a heart survives JSON", () => {
  const parameters = sampleHeart("normal", randomStream("a"));
  expect(sampleHeart("normal", randomStream("a"))).toEqual(parameters);
  expect(sampleHeart("normal", randomStream("b"))).not.toEqual(parameters);
  expect(heartParameters(JSON.parse(JSON.stringify(parameters)))).toEqual(parameters);
});

describe("over several seeds", () => {
  test.each(heartKinds)("every %s heart can be built, and both ventricles pump about the same volume", (kind) => {
    for (const { leftVentricle, rightVentricle } of truths.get(kind)!) {
      const ratio = rightVentricle.strokeVolumeMl / leftVentricle.strokeVolumeMl;
      expect(ratio).toBeGreaterThan(0.94);
      expect(ratio).toBeLessThan(1.11);
      expect(leftVentricle.endDiastolicMassG).toBeGreaterThan(45);
      expect(leftVentricle.endDiastolicMassG).toBeLessThan(360);
    }
  });

  test("hypertrophic hearts have a wall of 13 mm or more somewhere, normal ones nowhere", () => {
    const thickest = ({ wallThickness }: HeartTruth) => Math.max(...wallThickness.map((s) => s.endDiastolicMm));
    expect(Math.min(...truths.get("hypertrophic")!.map(thickest))).toBeGreaterThan(13);
    expect(Math.max(...truths.get("normal")!.map(thickest))).toBeLessThan(11);
  });

  test("an infarcted wall hardly thickens in one segment, and half as much again or more in another", () => {
    for (const { wallThickness } of truths.get("infarcted")!) {
      const thickening = wallThickness.map((segment) => segment.endSystolicMm / segment.endDiastolicMm - 1);
      expect(Math.min(...thickening)).toBeLessThan(0.16);
      expect(Math.max(...thickening)).toBeGreaterThan(1.5 * Math.min(...thickening));
    }
  });
});

test("a parameter out of range is refused by name", () => {
  const parameters = sampleHeart("normal", randomStream(1));
  const leftVentricle = { ...parameters.leftVentricle, wallThicknessMm: 40 };
  expect(() => heartParameters({ ...parameters, leftVentricle })).toThrowError(
    "leftVentricle.wallThicknessMm must lie in 3 … 25, got 40",
  );
});
