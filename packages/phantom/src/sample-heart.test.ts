import { randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { heart } from "./heart.ts";
import { heartKinds, heartParameters } from "./parameters.ts";
import { sampleHeart } from "./sample-heart.ts";
import { heartTruth } from "./truth.ts";

const truthOf = (kind: (typeof heartKinds)[number], seed: number) =>
  heartTruth(heart(sampleHeart(kind, randomStream(seed))), 20);
const seeds = Array.from({ length: 8 }, (_, seed) => seed);

test("equal seeds give equal hearts, other seeds others, and a heart survives JSON", () => {
  const parameters = sampleHeart("normal", randomStream("a"));
  expect(sampleHeart("normal", randomStream("a"))).toEqual(parameters);
  expect(sampleHeart("normal", randomStream("b"))).not.toEqual(parameters);
  expect(heartParameters(JSON.parse(JSON.stringify(parameters)))).toEqual(parameters);
});

describe("over many seeds", () => {
  test.each(heartKinds)("every %s heart can be built, and both ventricles pump about the same volume", (kind) => {
    for (const seed of seeds) {
      const { leftVentricle, rightVentricle } = truthOf(kind, seed);
      const ratio = rightVentricle.strokeVolumeMl / leftVentricle.strokeVolumeMl;
      expect(ratio).toBeGreaterThan(0.94);
      expect(ratio).toBeLessThan(1.11);
      expect(leftVentricle.endDiastolicMassG).toBeGreaterThan(45);
      expect(leftVentricle.endDiastolicMassG).toBeLessThan(360);
    }
  });

  test("hypertrophic hearts have a wall of 13 mm or more somewhere, normal ones nowhere", () => {
    const thickest = (kind: "normal" | "hypertrophic", seed: number) =>
      Math.max(...truthOf(kind, seed).wallThickness.map((segment) => segment.endDiastolicMm));
    expect(Math.min(...seeds.map((seed) => thickest("hypertrophic", seed)))).toBeGreaterThan(13);
    expect(Math.max(...seeds.map((seed) => thickest("normal", seed)))).toBeLessThan(11);
  });

  test("an infarcted wall hardly thickens in one segment, and half as much again or more in another", () => {
    for (const seed of seeds) {
      const thickening = truthOf("infarcted", seed).wallThickness.map((s) => s.endSystolicMm / s.endDiastolicMm);
      expect(Math.min(...thickening)).toBeLessThan(1.16);
      expect(Math.max(...thickening) - 1).toBeGreaterThan(1.5 * (Math.min(...thickening) - 1));
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
