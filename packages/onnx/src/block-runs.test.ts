import {
  add,
  exp,
  input,
  matMul,
  mul,
  neg,
  reduceMean,
  reshape,
  sub,
  type Tensor,
  topologicalOrder,
} from "@cmrkit/graph";
import { describe, expect, test } from "vitest";
import { blockRuns } from "./block-runs.ts";

/** The primitives of each run, and how it is cut. */
function runsOf(...outputs: Tensor[]) {
  return blockRuns(topologicalOrder(outputs), 2 ** 15).flatMap((unit) =>
    "nodes" in unit ? [{ ...unit, nodes: unit.nodes.map(({ primitive }) => primitive) }] : [],
  );
}

function large(name: string, shape: readonly number[] = [64, 4096]) {
  return input(name, "float32", shape);
}

describe("a chain of elementwise nodes on a large tensor", () => {
  test("is one run, cut anywhere", () => {
    expect(runsOf(exp(neg(mul(large("x"), 2))))).toEqual([
      { nodes: ["Mul", "Neg", "Exp"], rows: 2 ** 18, rowLength: 1, blockRows: 2 ** 15 },
    ]);
  });

  test("is no run on a small tensor, whose passes stay in the cache", () => {
    expect(runsOf(exp(neg(mul(large("x", [64, 64]), 2))))).toEqual([]);
  });

  test("goes on where a single number is made on the way", () => {
    const rate = mul(input("rate", "float32", []), 2);
    const scaled = mul(exp(neg(large("x"))), add(rate, 1));
    expect(runsOf(scaled).map(({ nodes }) => nodes)).toEqual([["Neg", "Exp", "Mul"]]);
  });

  test("ends where the number is made of its own values", () => {
    const x = exp(neg(mul(large("x"), 2)));
    expect(runsOf(mul(x, reduceMean(x))).map(({ nodes }) => nodes)).toEqual([["Mul", "Neg", "Exp"]]);
  });

  test("is no run of two passes", () => {
    expect(runsOf(neg(mul(large("x"), 2)))).toEqual([]);
  });

  test("ends where a matrix product needs all of it", () => {
    const before = exp(neg(mul(large("x", [512, 512]), 2)));
    const runs = runsOf(neg(exp(neg(matMul(before, before)))));
    expect(runs.map(({ nodes }) => nodes)).toEqual([
      ["Mul", "Neg", "Exp"],
      ["Neg", "Exp", "Neg"],
    ]);
  });
});

describe("rows", () => {
  const x = large("x", [8, 8, 64, 64]);

  test("are the length of what a mean takes together, also through a change of shape", () => {
    const flat = reshape(neg(x), [8, 8, 4096]);
    const centred = sub(flat, reduceMean(flat, { axes: [2], keepdims: true }));
    expect(runsOf(centred)).toEqual([
      { nodes: ["Neg", "Reshape", "ReduceMean", "Sub"], rows: 64, rowLength: 4096, blockRows: 8 },
    ]);
  });

  test("follow an operand with one value a row", () => {
    const perRow = input("mean", "float32", [8, 8, 1, 1]);
    expect(runsOf(neg(exp(sub(x, perRow)))).map(({ rowLength }) => rowLength)).toEqual([4096]);
  });

  test("follow an operand with one row for all", () => {
    const forAll = input("scale", "float32", [64]);
    expect(runsOf(neg(exp(mul(x, forAll)))).map(({ rowLength }) => rowLength)).toEqual([64]);
  });

  test("of two lengths make two runs", () => {
    const byRow = exp(neg(sub(x, input("mean", "float32", [8, 8, 1, 1]))));
    const bySample = neg(exp(add(byRow, input("shift", "float32", [8, 1, 1, 1]))));
    expect(runsOf(bySample).map(({ rowLength }) => rowLength)).toEqual([4096, 32768]);
  });

  test("that only a prime number divides make no blocks", () => {
    expect(runsOf(exp(neg(mul(large("x", [262147]), 2))))).toEqual([]);
  });

  test("as many as long make no run, since a mean and a scale would look alike", () => {
    expect(runsOf(neg(exp(sub(large("x", [512, 512]), input("mean", "float32", [512, 1])))))).toEqual([]);
  });

  test("do not fit an operand of another pattern", () => {
    const perChannel = input("bias", "float32", [8, 1, 1]);
    expect(runsOf(neg(add(exp(x), perChannel)))).toEqual([]);
  });
});
