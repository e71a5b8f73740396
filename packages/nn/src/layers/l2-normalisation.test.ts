import { evaluate, gradients, input, reduceSum } from "@cmrkit/graph";
import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { l2Normalised } from "./l2-normalisation.ts";

test("vectors of the last axis get length 1; a null vector stays, and its gradient is a number", () => {
  const x = input("x", "float32", [2, 2]);
  const y = l2Normalised(x);
  const feeds = new Map([["x", float32([2, 2], [3, -4, 0, 0])]]);
  const [unit, gradient] = evaluate([y, ...gradients(reduceSum(y), [x])], feeds);
  expect([...unit!.data]).toEqual([0.6, -0.8, 0, 0]);
  expect([...gradient!.data].every(Number.isFinite)).toBe(true);
});
