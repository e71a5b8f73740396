import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { featuresOf } from "../linear/features.ts";
import { distanceFromUsual, fitUsualImages, precisionOf } from "./usual-images.ts";

/** Four images of two features that vary independently, about (10, 20) with deviations 1 and 2. */
const cross = featuresOf(Float32Array.of(9, 18, 9, 22, 11, 18, 11, 22), 2);

test("independent features: squared deviations over the variance 1 and the ridge 1", () => {
  const usual = fitUsualImages(cross);
  expect([...usual.mean]).toEqual([10, 20]);
  expect(distanceFromUsual(Float32Array.of(10, 20), usual)).toBe(0);
  expect(distanceFromUsual(Float32Array.of(13, 20), usual)).toBeCloseTo(9 / 2, 12);
  expect(distanceFromUsual(Float32Array.of(13, 26), usual)).toBeCloseTo(9, 12);
});

test("features that go together: against their habit is farther than with it", () => {
  const line = featuresOf(Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3), 2);
  const usual = fitUsualImages(line);
  const along = distanceFromUsual(Float32Array.of(3, 3), usual);
  expect(distanceFromUsual(Float32Array.of(3, 0), usual)).toBeCloseTo(along * 3, 10); // eigenvalues 2 + 1 and 0 + 1
});

test("a feature that never varies says nothing", () => {
  const usual = fitUsualImages(featuresOf(Float32Array.of(1, 5, 3, 5), 2));
  expect(distanceFromUsual(Float32Array.of(2, 500), usual)).toBe(0);
});

test("the precision is the covariance's inverse, with fewer images than features too", () => {
  const random = randomStream(5);
  const width = 6;
  const usual = fitUsualImages(
    featuresOf(
      Float32Array.from({ length: 3 * width }, () => random.normal()),
      width,
    ),
  );
  const precision = precisionOf(usual);
  for (let a = 0; a < width; a++)
    for (let b = 0; b < width; b++) {
      const product = Array.from(
        { length: width },
        (_, k) => precision[a * width + k]! * usual.covariance[k * width + b]!,
      );
      expect(product.reduce((sum, value) => sum + value, 0)).toBeCloseTo(a === b ? 1 : 0, 5);
    }
});
