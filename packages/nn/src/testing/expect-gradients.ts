/** One claim for tests: reverse mode agrees with central differences. */
import { evaluate, gradients, type Tensor } from "@cmrkit/graph";
import { type HostTensor, hostTensor, type NamedTensors, randomStream, toNumbers } from "@cmrkit/tensor";
import { expect } from "vitest";

const STEP = 2 ** -10;
/** A third derivative of 100 makes a central difference wrong by 100·STEP² / 6. */
const TOLERANCE = 2e-5;

/**
 * Expects that the loss changes along a random direction of ±1 in each input as its gradient says.
 * @param feeds values of few binary digits, so that float32 holds each moved value exactly; no kink within a step of any.
 */
export function expectGradients(loss: Tensor, inputs: ReadonlyMap<string, Tensor>, feeds: NamedTensors): void {
  const analytic = evaluate(gradients(loss, [...inputs.values()]), feeds);
  [...inputs.keys()].forEach((name, i) => {
    const direction = randomSigns(name, feeds.get(name)!.data.length);
    const lossAt = (step: number) => valueAt(loss, feeds, name, (x, n) => x + step * direction[n]!);
    const expected = direction.reduce((sum, sign, n) => sum + sign * Number(analytic[i]!.data[n]), 0);
    const measured = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
    expect(Math.abs(measured - expected), `along ${name}`).toBeLessThan(TOLERANCE * (1 + Math.abs(expected)));
    expect(Math.abs(expected), `a gradient for ${name}`).toBeGreaterThan(0);
  });
}

function randomSigns(name: string, length: number): number[] {
  const random = randomStream(2026).fork(name);
  return Array.from({ length }, () => (random.uniform() < 0.5 ? -1 : 1));
}

function valueAt(loss: Tensor, feeds: NamedTensors, name: string, move: (x: number, n: number) => number): number {
  const { shape, data } = feeds.get(name)!;
  const moved: HostTensor = hostTensor("float32", shape, Float32Array.from(toNumbers(data), move));
  return Number(evaluate([loss], new Map([...feeds, [name, moved]]))[0]!.data[0]);
}
