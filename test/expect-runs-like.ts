/** The claim that ONNX Runtime computes on the emitted model what the reference evaluator computes on the graph. */
import { evaluate, type Tensor } from "@cmrkit/graph";
import { emit } from "@cmrkit/onnx";
import { openSession } from "@cmrkit/runtime";
import { type NamedTensors, toNumbers } from "@cmrkit/tensor";
import { expect } from "vitest";

/**
 * Of the largest element of an output: float32 keeps 6e-8, and the sums in these graphs are some hundred terms long.
 */
const FLOAT32_TOLERANCE = 1e-5;

/** Runs the emitted outputs on the CPU and compares each with the evaluator: shape, then every element. */
export async function expectRunsLike(
  outputs: readonly Tensor[],
  feeds: NamedTensors,
  tolerance = FLOAT32_TOLERANCE,
): Promise<void> {
  const named = Object.fromEntries(outputs.map((output, i) => [`output${i}`, output]));
  const session = await openSession(emit(named), { threads: 1 });
  try {
    const results = await session.run(feeds);
    for (const [i, reference] of evaluate(outputs, feeds).entries()) {
      const result = results.get(`output${i}`)!;
      expect(result.shape, `shape of output ${i}`).toEqual(reference.shape);
      expectClose(toNumbers(result.data), reference.data, tolerance, `output ${i}`);
    }
  } finally {
    await session.dispose();
  }
}

/** Every element within `tolerance` of the largest reference element. */
export function expectClose(
  actual: ArrayLike<number>,
  reference: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(actual.length, `elements of ${what}`).toBe(reference.length);
  const scale = Array.from(reference).reduce((largest, element) => Math.max(largest, Math.abs(element)), 1e-3);
  for (let i = 0; i < reference.length; i++) {
    const off = Math.abs(actual[i]! - reference[i]!);
    if (!(off <= tolerance * scale)) expect.fail(`${what}: element ${i} is ${actual[i]}, expected ${reference[i]}`);
  }
}
