import { add, input, mul, reduceMean, sub, type Tensor } from "@cmrkit/graph";
import {
  AVERAGE,
  adamWDefaults,
  type BatchStatistic,
  ParameterScope,
  type RatesOf,
  stateName,
  uniformRates,
  zeros as zeroInitialiser,
} from "@cmrkit/nn";
import { float32, type NamedTensors } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { communicatorsInside } from "../testing/communicators-inside.ts";
import { type Batch, openTrainer, type ProgramConfig, type TrainerOptions, type TrainingProgram } from "./trainer.ts";

/** mean((x·w + b − y)²) over B samples, and the mean of y as a statistic that replaces the one before by half. */
function leastSquares(B: number): { scope: ParameterScope; loss: Tensor; meanTarget: BatchStatistic } {
  const scope = new ParameterScope();
  const [w, b] = [scope.parameter("w", [1, 2], zeroInitialiser), scope.parameter("b", [1], zeroInitialiser)];
  const [x, y] = [input("x", "float32", [B, 2]), input("y", "float32", [B, 1])];
  const predicted = add(reduceMean(mul(x, w), { axes: [1], keepdims: true }), b);
  const error = sub(predicted, y);
  const meanTarget: BatchStatistic = {
    slot: "meanTarget",
    shape: [],
    value: reduceMean(y),
    share: 0.5,
  };
  return { scope, loss: reduceMean(mul(error, error)), meanTarget };
}

const KIND = "pairs";

function programOf(B: number, config: ProgramConfig, batchesPerUpdate = 1): TrainingProgram {
  const { scope, loss, meanTarget } = leastSquares(B);
  const batch = { specs: scope.specs, loss, metrics: { loss }, statistics: [meanTarget] };
  return { kinds: new Map([[KIND, batch]]), config, batchesPerUpdate };
}

const start = new Map([
  ["w", float32([1, 2], [0.5, -1])],
  ["b", float32([1], [2])],
]);
const pairs = (x: readonly number[], y: readonly number[]): Batch => ({
  kind: KIND,
  feeds: new Map([
    ["x", float32([y.length, 2], x)],
    ["y", float32([y.length, 1], y)],
  ]),
});
const batch = pairs([1, 2, 3, -4], [1, -1]);

/** Gradients of the loss at `start`, by hand: errors 0.25 and 5.75 on predictions 1.25 and 4.75. */
const gradient = { w: [0.5 * (0.25 * 1 + 5.75 * 3), 0.5 * (0.25 * 2 - 5.75 * 4)], b: 0.25 + 5.75 };

const plain: ProgramConfig = { optimiser: adamWDefaults, rates: uniformRates(0.1), keepsAverage: true };

const scalars = { learningRate: 0.1, step: 1, emaDecay: 0.9 };

async function afterUpdate(program: TrainingProgram, batches: readonly Batch[], options: TrainerOptions = {}) {
  const trainer = openTrainer(program, start, options);
  const metrics = await trainer.update(batches, { ...scalars, isTraining: 0, decayFactor: 3 });
  const state = trainer.state;
  await trainer.dispose();
  return { metrics, ...valuesOf(state), state };
}

function valuesOf(state: NamedTensors) {
  return { w: Array.from(state.get("w")!.data, Number), b: Number(state.get("b")!.data[0]) };
}

/** The gradients that reached the optimiser: after one step first moments are a tenth of them. */
function gradientsOf(state: NamedTensors): number[] {
  const moments = ["w", "b"].flatMap((name) => Array.from(state.get(stateName("exp_avg", name))!.data, Number));
  return moments.map((value) => value / 0.1);
}

test("gradients reach the optimiser, and their norm is told", async () => {
  const { metrics, state } = await afterUpdate(programOf(2, plain), [batch]);
  expect(metrics.loss).toBeCloseTo((0.25 ** 2 + 5.75 ** 2) / 2, 5);
  expect(metrics.gradientNorm).toBeCloseTo(Math.hypot(...gradient.w, gradient.b), 4);
  expectNear(gradientsOf(state), [...gradient.w, gradient.b]);
});

test("clipping shortens all gradients together to the given norm", async () => {
  const norm = Math.hypot(...gradient.w, gradient.b);
  const { state, metrics } = await afterUpdate(programOf(2, { ...plain, clipNorm: 1 }), [batch]);
  expect(metrics.gradientNorm).toBeCloseTo(norm, 4);
  expectNear(
    gradientsOf(state),
    [...gradient.w, gradient.b].map((value) => value / norm),
  );
});

test("the first step of AdamW is the learning rate in the direction of each sign, after decay", async () => {
  const { w, b } = await afterUpdate(programOf(2, plain), [batch]);
  expect(w[0]).toBeCloseTo(0.5 * (1 - 0.01) - 0.1, 5);
  expect(w[1]).toBeCloseTo(-1 * (1 - 0.01) + 0.1, 5);
  expect(b).toBeCloseTo(2 - 0.1, 5);
});

test("the moving average starts where it was put and follows the parameters", async () => {
  const { b, state } = await afterUpdate(programOf(2, plain), [batch]);
  expect(Number(state.get(stateName(AVERAGE, "b"))!.data[0])).toBeCloseTo(0.1 * b, 5);
});

test("a statistic follows the batch, not the gradient", async () => {
  const { state } = await afterUpdate(programOf(2, plain), [pairs([1, 2, 3, -4], [5, -1])]);
  expect(state.get("meanTarget")!.data[0]).toBe(1);
});

test("each gradient by itself is shortened to its norm", async () => {
  const { state } = await afterUpdate(programOf(2, { ...plain, clipEachNorm: 1 }), [batch]);
  const [first, second, ofBias] = gradientsOf(state);
  expect(ofBias).toBeCloseTo(1, 5);
  expect(Math.hypot(first!, second!)).toBeCloseTo(1, 5);
});

test("a parameter that waits keeps its value and its optimiser state", async () => {
  const rates: RatesOf = (name) => ({
    learningRateScale: 1,
    weightDecay: 0,
    ...(name === "b" && { trainsWhile: "isTraining" }),
  });
  const { w, b, state } = await afterUpdate(programOf(2, { optimiser: adamWDefaults, rates }), [batch]);
  expect(b).toBe(2);
  expect(state.get(stateName("exp_avg", "b"))!.data[0]).toBe(0);
  expect(w[0]).toBeCloseTo(0.4, 5);
});

test("weight decay may follow a schedule", async () => {
  const rates: RatesOf = () => ({ learningRateScale: 1, weightDecay: 0.1, weightDecayFactor: "decayFactor" });
  const { b } = await afterUpdate(programOf(2, { ...plain, rates }), [batch]);
  expect(b).toBeCloseTo(2 * (1 - 0.1 * 0.3) - 0.1, 5);
});

const halves = [pairs([1, 2], [1]), pairs([3, -4], [-1])];
const clipped: ProgramConfig = { optimiser: adamWDefaults, rates: uniformRates(0.1), clipNorm: 1, keepsAverage: true };

test("two half batches, accumulated, update as the whole batch does", async () => {
  const whole = await afterUpdate(programOf(2, clipped), [batch]);
  const parts = await afterUpdate(programOf(1, clipped, 2), halves);
  expectSame(parts.state, whole.state);
  expect(parts.metrics.loss).toBeCloseTo(whole.metrics.loss!, 5);
  expect(parts.metrics.gradientNorm).toBeCloseTo(whole.metrics.gradientNorm!, 4);
});

test("a loss that reads a statistic, at first zero, trains alike on one batch and on two halves", async () => {
  const readsStatistic = (B: number, batchesPerUpdate: number): TrainingProgram => {
    const { scope, loss, meanTarget } = leastSquares(B);
    const shifted = mul(loss, add(input("meanTarget", "float32", []), 1));
    const graph = { specs: scope.specs, loss: shifted, metrics: { loss: shifted }, statistics: [meanTarget] };
    return { kinds: new Map([[KIND, graph]]), config: clipped, batchesPerUpdate };
  };
  const [whole, parts] = [openTrainer(readsStatistic(2, 1), start), openTrainer(readsStatistic(1, 2), start)];
  for (const step of [1, 2]) {
    await whole.update([batch], { ...scalars, step });
    await parts.update(halves, { ...scalars, step });
  }
  expectSame(parts.state, whole.state);
  await Promise.all([whole.dispose(), parts.dispose()]);
});

test("sums of gradients start anew at every update", async () => {
  const [whole, parts] = [openTrainer(programOf(2, clipped), start), openTrainer(programOf(1, clipped, 2), start)];
  for (const step of [1, 2, 3]) {
    await whole.update([batch], { ...scalars, step });
    await parts.update(halves, { ...scalars, step });
  }
  expectSame(parts.state, whole.state);
  await Promise.all([whole.dispose(), parts.dispose()]);
});

test("two processes with half a batch each update as one with the whole", async () => {
  const whole = await afterUpdate(programOf(2, clipped), [batch]);
  const ranks = communicatorsInside(2);
  const shared = await Promise.all(
    ranks.map((communicator, rank) => afterUpdate(programOf(1, clipped), [halves[rank]!], { communicator })),
  );
  for (const { state, metrics } of shared) {
    expectSame(state, whole.state);
    expect(metrics.loss).toBeCloseTo(whole.metrics.loss!, 5);
  }
});

/** `pairs` as before, and `lone`, which reads one of their two parameters. */
function programOfTwoKinds(batchesPerUpdate: number): TrainingProgram {
  const scope = new ParameterScope();
  const b = scope.parameter("b", [1], zeroInitialiser);
  const lone = reduceMean(mul(b, b));
  const { kinds } = programOf(1, clipped);
  return {
    kinds: new Map([...kinds, ["lone", { specs: scope.specs, loss: lone, metrics: { lone } }]]),
    config: clipped,
    batchesPerUpdate,
  };
}

test("two processes with batches of different kinds update as one with both", async () => {
  const lone: Batch = { kind: "lone", feeds: new Map() };
  const whole = await afterUpdate(programOfTwoKinds(2), [halves[0]!, lone]);
  const ranks = communicatorsInside(2);
  const shared = await Promise.all(
    ranks.map((communicator, rank) =>
      afterUpdate(programOfTwoKinds(1), [rank === 0 ? halves[0]! : lone], { communicator }),
    ),
  );
  for (const { state, metrics } of shared) {
    expectSame(state, whole.state);
    expect(metrics).toEqual(whole.metrics);
  }
});

test("kinds of batch train the parameters that they read and leave the others alone", async () => {
  const both = programOfTwoKinds(1);
  const trainer = openTrainer(both, start);
  await trainer.update([{ kind: "lone", feeds: new Map() }], scalars);
  expect(valuesOf(trainer.state)).toEqual({ w: [0.5, -1], b: expect.closeTo(1.9, 5) });
  await trainer.update([halves[0]!], { ...scalars, step: 2 });
  expect(valuesOf(trainer.state).w[0]).not.toBe(0.5);
  await trainer.dispose();
});

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 4);
}

function expectSame(actual: NamedTensors, expected: NamedTensors): void {
  for (const [name, { data }] of expected)
    for (const [i, value] of data.entries()) expect(Number(actual.get(name)!.data[i])).toBeCloseTo(Number(value), 5);
}

test.each([2, 3])(
  "%i replicas side by side make the same state, bit for bit, as one after another",
  async (replicas) => {
    const three = [batch, pairs([0.5, 1, -2, 2], [0, 3]), pairs([1, 1, 4, -1], [2, 2])];
    const program = programOf(2, { ...plain, clipNorm: 1 }, three.length);
    const alone = await afterUpdate(program, three, { session: { threads: 1 } });
    const together = await afterUpdate(program, three, { session: { threads: 1 }, replicas });
    expect(together.metrics).toEqual(alone.metrics);
    for (const [name, { data }] of alone.state) expect([...together.state.get(name)!.data]).toEqual([...data]);
  },
);

test("replicas that could not compute are refused", () => {
  const open =
    (options: TrainerOptions, parts = 2) =>
    () =>
      openTrainer(programOf(2, plain, parts), start, options);
  expect(open({ replicas: 2 }, 1)).toThrow("2 replicas have 1 part of each update");
  expect(open({ replicas: 2, session: { device: "webgpu" } })).toThrow("run on the CPU");
  const [communicator] = communicatorsInside(2);
  expect(open({ replicas: 2, communicator: communicator! })).toThrow("for one process");
});

test("a replica that cannot run says why, and the trainer can be closed", async () => {
  const trainer = openTrainer(programOf(2, plain, 2), start, { replicas: 2 });
  const wrong = { ...batch, feeds: new Map([...batch.feeds].slice(0, 1)) };
  await expect(trainer.update([batch, wrong], scalars)).rejects.toThrow("also needs the inputs y");
  await trainer.dispose();
});
