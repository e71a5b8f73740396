import { evaluate, gradients, input, reduceSum } from "@cmrkit/graph";
import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { dropout, dropPath } from "./regularisation.ts";

const x = input("x", "float32", [2, 2]);
const values = float32([2, 2], [1, 2, 3, 4]);

test("dropout zeroes where the number is below the rate and scales the rest; its gradient does the same", () => {
  const uniform = input("uniform", "float32", [2, 2]);
  const y = dropout(x, 0.5, uniform);
  const feeds = new Map([
    ["x", values],
    ["uniform", float32([2, 2], [0.1, 0.9, 0.5, 0.49])],
  ]);
  const [out, gradient] = evaluate([y, ...gradients(reduceSum(y), [x])], feeds);
  expect([...out!.data]).toEqual([0, 4, 6, 0]);
  expect([...gradient!.data]).toEqual([0, 2, 2, 0]);
});

test("drop path takes or leaves whole samples", () => {
  const uniform = input("uniform", "float32", [2]);
  const feeds = new Map([
    ["x", values],
    ["uniform", float32([2], [0.1, 0.3])],
  ]);
  const out = [...evaluate([dropPath(x, 0.2, uniform)], feeds)[0]!.data];
  expect(out.slice(0, 2)).toEqual([0, 0]);
  expect(out[2]).toBeCloseTo(3 / 0.8, 6);
});

test("a rate of 0 is the identity", () => {
  expect(dropout(x, 0, x)).toBe(x);
  expect(dropPath(x, 0, x)).toBe(x);
});
