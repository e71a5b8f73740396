/**
 * One loop over the primitive table. For every case: values by hand where given, the evaluator against ONNX Runtime,
 * reverse rules against central differences, and the gradient's own graph against ONNX Runtime.
 */
import { evaluate, gradients, hasNoGradient, input, primitiveNames, reduceSum, stopGradient } from "@cmrkit/graph";
import { type HostTensor, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { expectGradients } from "./expect-gradients.ts";
import { expectClose, expectRunsLike } from "./expect-runs-like.ts";
import type { PrimitiveCase } from "./primitive-cases/case.ts";
import { primitiveCases } from "./primitive-cases/index.ts";

const seed = 2026;

/** By hand means few digits: what is left is rounding in float64. */
const BY_HAND_TOLERANCE = 1e-12;

function setUp(primitive: string, { name, inputs: samples, build }: PrimitiveCase) {
  const random = randomStream(seed).fork(`${primitive} ${name}`);
  const feeds = new Map<string, HostTensor>(samples.map((sample, i) => [`x${i}`, sample(random)]));
  const inputs = new Map([...feeds].map(([key, { dtype, shape }]) => [key, input(key, dtype, shape)]));
  const built = build(...inputs.values());
  return { random, feeds, inputs, outputs: "node" in built ? [built] : built };
}

test("every primitive has a case, and every case its primitive", () => {
  expect(Object.keys(primitiveCases).sort()).toEqual([...primitiveNames].sort());
  for (const [primitive, cases] of Object.entries(primitiveCases)) {
    for (const each of cases) {
      const { outputs } = setUp(primitive, each);
      const names = outputs.map(({ node }) => node.primitive as string);
      expect(names, `${primitive}: ${each.name}`).toContain(primitive);
    }
  }
});

test("exactly these primitives have no gradient", () => {
  const without = Object.keys(primitiveCases).filter((name) => isPrimitive(name) && hasNoGradient(name));
  const sources = ["Constant", "Input"];
  const discrete = [
    "ArgMax",
    "OneHot",
    "Not",
    "And",
    "Or",
    "Equal",
    "Less",
    "LessOrEqual",
    "Greater",
    "GreaterOrEqual",
  ];
  expect(without.sort()).toEqual([...sources, ...discrete, "StopGradient"].sort());
});

function isPrimitive(name: string): name is keyof typeof primitiveCases {
  return name in primitiveCases;
}

test("no gradient passes a stop", () => {
  const x = input("x", "float32", [2]);
  const [gradient] = evaluate(gradients(reduceSum(stopGradient(x)), [x]));
  expect([...gradient!.data]).toEqual([0, 0]);
});

for (const [primitive, cases] of Object.entries(primitiveCases)) {
  describe(primitive, () => {
    const byHand = cases.filter((each) => each.byHand);
    test.runIf(byHand.length > 0).each(byHand)("$name: the value is that found by hand", (each) => {
      const { outputs, feeds } = setUp(primitive, each);
      const values = evaluate(outputs, feeds);
      expect(values.length).toBe(each.byHand!.length);
      for (const [i, expected] of each.byHand!.entries())
        expectClose(values[i]!.data, expected, BY_HAND_TOLERANCE, `output ${i}`);
    });

    test.each([...cases])("$name: ONNX Runtime agrees with the evaluator", async (each) => {
      const { outputs, feeds } = setUp(primitive, each);
      await expectRunsLike(outputs, feeds);
    });

    const differentiable = cases.filter((each) => !each.withoutGradient);
    if (!isPrimitive(primitive) || hasNoGradient(primitive) || differentiable.length === 0) return;
    test.each(differentiable)("$name: the gradient is the central difference, and runs", async (each) => {
      const setting = setUp(primitive, each);
      await expectRunsLike(expectGradients(setting), setting.feeds);
    });
  });
}
