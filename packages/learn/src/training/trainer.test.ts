import { add, input, mul, reduceMean, sub, type Tensor } from "@cmrkit/graph";
import {
  ACCUMULATED,
  AVERAGE,
  accumulatedUpdateGraph,
  accumulationGraph,
  adamW,
  type Optimiser,
  ParameterScope,
  sgd,
  stateName,
  trainingGraph,
  uniformRates,
  zeros as zeroInitialiser,
} from "@cmrkit/nn";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { openTrainer } from "./trainer.ts";

/** mean((x·w + b − y)²) over B samples. */
function leastSquares(B: number): { scope: ParameterScope; loss: Tensor } {
  const scope = new ParameterScope();
  const [w, b] = [scope.parameter("w", [1, 2], zeroInitialiser), scope.parameter("b", [1], zeroInitialiser)];
  const [x, y] = [input("x", "float32", [B, 2]), input("y", "float32", [B, 1])];
  const predicted = add(reduceMean(mul(x, w), { axes: [1], keepdims: true }), b);
  const error = sub(predicted, y);
  return { scope, loss: reduceMean(mul(error, error)) };
}

const start = new Map([
  ["w", float32([1, 2], [0.5, -1])],
  ["b", float32([1], [2])],
]);
const batch = new Map([
  ["x", float32([2, 2], [1, 2, 3, -4])],
  ["y", float32([2, 1], [1, -1])],
]);

/** Gradients of the loss at `start`, by hand: errors 0.25 and 5.75 on predictions 1.25 and 4.75. */
const gradient = { w: [0.5 * (0.25 * 1 + 5.75 * 3), 0.5 * (0.25 * 2 - 5.75 * 4)], b: 0.25 + 5.75 };

async function afterOneUpdate(optimiser: Optimiser, clipNorm?: number, weightDecay = 0.1) {
  const { scope, loss } = leastSquares(2);
  const config = { optimiser, rates: uniformRates(weightDecay), keepsAverage: true, ...(clipNorm ? { clipNorm } : {}) };
  const trainer = await openTrainer(trainingGraph(scope.specs, loss, { loss }, config), start);
  const metrics = await trainer.update(batch, { learningRate: 0.1, step: 1, emaDecay: 0.9 });
  const state = trainer.state;
  await trainer.dispose();
  return { metrics, w: Array.from(state.get("w")!.data, Number), b: Number(state.get("b")!.data[0]), state };
}

test("plain SGD steps against the gradient; only weights decay", async () => {
  const { metrics, w, b } = await afterOneUpdate(sgd());
  expect(metrics.loss).toBeCloseTo((0.25 ** 2 + 5.75 ** 2) / 2, 5);
  expect(metrics.gradientNorm).toBeCloseTo(Math.hypot(...gradient.w, gradient.b), 4);
  expect(w[0]).toBeCloseTo(0.5 - 0.1 * (gradient.w[0]! + 0.1 * 0.5), 5);
  expect(w[1]).toBeCloseTo(-1 - 0.1 * (gradient.w[1]! - 0.1 * 1), 5);
  expect(b).toBeCloseTo(2 - 0.1 * gradient.b, 5);
});

test("clipping shortens all gradients together to the given norm", async () => {
  const norm = Math.hypot(...gradient.w, gradient.b);
  const { b, metrics } = await afterOneUpdate(sgd(), 1);
  expect(metrics.gradientNorm).toBeCloseTo(norm, 4);
  expect(b).toBeCloseTo(2 - (0.1 * gradient.b) / norm, 5);
});

test("the first step of AdamW is the learning rate in the direction of each sign, after decay", async () => {
  const { w, b } = await afterOneUpdate(adamW());
  expect(w[0]).toBeCloseTo(0.5 * (1 - 0.01) - 0.1, 5);
  expect(w[1]).toBeCloseTo(-1 * (1 - 0.01) + 0.1, 5);
  expect(b).toBeCloseTo(2 - 0.1, 5);
});

test("the moving average starts where it was put and follows the parameters", async () => {
  const { b, state } = await afterOneUpdate(sgd());
  expect(Number(state.get(stateName(AVERAGE, "b"))!.data[0])).toBeCloseTo(0.1 * b, 5);
});

test("two half batches, accumulated, update as the whole batch does", async () => {
  const whole = await afterOneUpdate(adamW(), 1);
  const { scope, loss } = leastSquares(1);
  const accumulating = await openTrainer(accumulationGraph(scope.specs, loss, { loss }, 2), new Map(), start);
  const scalars = { learningRate: 0.1, step: 1, emaDecay: 0.9 };
  await accumulating.update(
    new Map([
      ["x", float32([1, 2], [1, 2])],
      ["y", float32([1, 1], [1])],
    ]),
    scalars,
  );
  await accumulating.update(
    new Map([
      ["x", float32([1, 2], [3, -4])],
      ["y", float32([1, 1], [-1])],
    ]),
    scalars,
  );
  const config = { optimiser: adamW(), rates: uniformRates(0.1), clipNorm: 1 };
  const updating = await openTrainer(accumulatedUpdateGraph(scope.specs, config), start);
  const sums = new Map<string, HostTensor>(
    ["w", "b"].map((name) => [stateName(ACCUMULATED, name), accumulating.state.get(stateName(ACCUMULATED, name))!]),
  );
  await updating.update(sums, scalars);
  expect(Number(updating.state.get("b")!.data[0])).toBeCloseTo(whole.b, 5);
  for (const [i, expected] of whole.w.entries())
    expect(Number(updating.state.get("w")!.data[i])).toBeCloseTo(expected, 5);
  await Promise.all([accumulating.dispose(), updating.dispose()]);
});
