import { float32, type HostTensor } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { evaluate } from "./evaluate/index.ts";
import { gradients } from "./gradients.ts";
import { add, argMax, cast, constant, exp, mul, pow, reduceSum } from "./ops/index.ts";
import { input, type Tensor } from "./trace.ts";

const x = input("x", "float32", [2]);
const unused = input("unused", "float32", [3]);

function at(values: readonly number[], tensor: Tensor): number[] {
  const feeds = new Map<string, HostTensor>([["x", float32([2], values)]]);
  return [...evaluate([tensor], feeds)[0]!.data];
}

describe("gradients", () => {
  test("are summed where a tensor is used more than once", () => {
    const loss = reduceSum(add(mul(x, x), mul(x, 3)));
    expect(at([1, 2], gradients(loss, [x])[0]!)).toEqual([5, 7]);
  });

  test("are taken with respect to intermediate tensors too", () => {
    const inner = mul(x, 2);
    expect(at([1, 2], gradients(reduceSum(mul(inner, inner)), [inner])[0]!)).toEqual([4, 8]);
  });

  test("are zero where the loss does not depend", () => {
    expect(at([1, 2], gradients(reduceSum(x), [unused])[0]!)).toEqual([0, 0, 0]);
    const throughArgMax = cast(argMax(x, 0), "float32");
    expect(at([1, 2], gradients(throughArgMax, [x])[0]!)).toEqual([0, 0]);
  });

  test("can be differentiated again", () => {
    const [first] = gradients(reduceSum(pow(x, 3)), [x]);
    const [second] = gradients(reduceSum(first!), [x]);
    expect(at([1, 2], second!)).toEqual([6, 12]);
  });

  test("are scaled by the gradient of the loss when it is given", () => {
    const [gradient] = gradients(reduceSum(exp(x)), [x], { seed: constant(float32([], [8])) });
    expect(at([0, 0], gradient!)).toEqual([8, 8]);
  });

  test("need a loss of one number", () => {
    expect(() => gradients(x, [x])).toThrow("gradients: the loss must be one number, it is (2)");
  });
});
