import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { drawSlice, heldOutBy, sliceAt, sliceCount, sliceIndex, sliceOrder } from "./slices.ts";

const index = sliceIndex([
  { id: 7, size: [30, 2, 8, 8] },
  { id: 9, size: [1, 1, 8, 8] },
  { id: 20, size: [1, 3, 8, 8] },
]);

test("every slice of every image has one place", () => {
  const places = Array.from({ length: sliceCount(index) }, (_, place) => sliceAt(index, place));
  expect(places.map(({ imageId, sliceIndex }) => `${imageId}:${sliceIndex}`)).toEqual([
    "7:0",
    "7:1",
    "9:0",
    "20:0",
    "20:1",
    "20:2",
  ]);
});

test("all slices are drawn alike, frames or not", () => {
  const random = randomStream(3);
  const drawn = Array.from({ length: 6000 }, () => drawSlice(index, random));
  const share = (id: number) => drawn.filter(({ imageId }) => imageId === id).length / 1000;
  expect(share(7)).toBeCloseTo(2, 0);
  expect(share(9)).toBeCloseTo(1, 0);
  expect(share(20)).toBeCloseTo(3, 0);
});

test("in an epoch every slice comes once", () => {
  const sliceOf = sliceOrder(index, randomStream(3));
  for (const epoch of [0, 1]) {
    const drawn = Array.from({ length: 6 }, (_, i) => sliceOf(6 * epoch + i));
    expect(new Set(drawn.map(({ imageId, sliceIndex }) => `${imageId}:${sliceIndex}`)).size).toBe(6);
  }
});

test("nothing to learn from is no slice", () => {
  expect(sliceCount(sliceIndex([]))).toBe(0);
});

test("a share of the patients is held out, whoever else is there", () => {
  const patients = Array.from({ length: 2000 }, (_, i) => `p${i}`);
  const isHeldOut = heldOutBy(5, 0.2);
  const heldOut = patients.filter(isHeldOut);
  expect(heldOut.length / 2000).toBeCloseTo(0.2, 1);
  expect(patients.slice(0, 50).filter(heldOutBy(5, 0.2))).toEqual(patients.slice(0, 50).filter(isHeldOut));
  expect(patients.filter(heldOutBy(6, 0.2))).not.toEqual(heldOut);
  expect(patients.filter(heldOutBy(5, 0))).toEqual([]);
});
