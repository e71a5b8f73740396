import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { evaluate } from "../evaluate/index.ts";
import { groupNormalization, instanceNormalization } from "./normalise.ts";
import { constant } from "./source.ts";

/** Two samples of two channels of two voxels. */
const x = constant(float32([2, 2, 2], [1, 3, 7, 9, 0, 8, 0, 0]));
const affine = { scale: constant(float32([2], [1, 10])), bias: constant(float32([2], [0, 5])) };

test("group normalisation takes mean and variance over the channels of a group and all voxels of one sample", () => {
  const [y] = evaluate([groupNormalization(x, 1, 0, affine)]);
  const [s, t] = [Math.sqrt(10), Math.sqrt(12)]; // means 5 and 2
  const expected = [-4 / s, -2 / s, 20 / s + 5, 40 / s + 5, -2 / t, 6 / t, -20 / t + 5, -20 / t + 5];
  for (const [i, value] of expected.entries()) expect(y!.data[i]).toBeCloseTo(value, 12);
});

test("instance normalisation treats every channel by itself; one without contrast becomes zero", () => {
  const [y] = evaluate([instanceNormalization(x, 1e-12)]);
  const expected = [-1, 1, -1, 1, -1, 1, 0, 0];
  for (const [i, value] of expected.entries()) expect(y!.data[i]).toBeCloseTo(value, 9);
});
