/** The claim that reverse rules agree with central differences, both in float64 by the reference evaluator. */
import { add, cast, constant, evaluate, filled, gradients, mul, reduceSum, type Tensor } from "@cmrkit/graph";
import {
  elementCount,
  float32,
  type HostTensor,
  hostTensor,
  isFloating,
  type NamedTensors,
  type RandomStream,
} from "@cmrkit/tensor";
import { expect } from "vitest";

const STEP = 1e-4;

/**
 * Of the sum of magnitudes that the derivative is made of. Central differences err by STEP² times the third derivative,
 * 1e-8 here; constants of reverse rules are float32 and err by 3e-8.
 */
const TOLERANCE = 1e-6;

export interface GradientCheck {
  /** Of some outputs; those that are not real are left out. */
  readonly outputs: readonly Tensor[];
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly feeds: NamedTensors;
  readonly random: RandomStream;
  /** For what bends more than a primitive: a deep model's third derivatives are larger. */
  readonly tolerance?: number;
}

/**
 * Compares the derivative along a random direction of each real input, for a random cotangent of each real output.
 * @returns the gradients, so that a caller can run them elsewhere too.
 */
export function expectGradients(check: GradientCheck): Tensor[] {
  const loss = weightedSum(check.outputs, check.random);
  const wrt = [...check.inputs].filter(([, tensor]) => isFloating(tensor.dtype));
  const tensors = gradients(
    loss,
    wrt.map(([, tensor]) => tensor),
  );
  for (const [i, gradient] of evaluate(tensors, check.feeds).entries()) {
    const [name, tensor] = wrt[i]!;
    expect(gradient.shape, `shape of the gradient of ${name}`).toEqual(tensor.shape);
    const direction = Float64Array.from(gradient.data, () => check.random.normal());
    const terms = Array.from(gradient.data, (g, j) => g * direction[j]!);
    const difference = directionalDifference(loss, check.feeds, name, direction);
    const scale = terms.reduce((sum, term) => sum + Math.abs(term), 1e-3);
    const off = Math.abs(terms.reduce((sum, term) => sum + term, 0) - difference);
    expect(off / scale, `gradient of ${name} against central differences`).toBeLessThan(check.tolerance ?? TOLERANCE);
  }
  return tensors;
}

/** Σ output · cotangent over the real outputs, with random cotangents: its gradient tests every output at once. */
function weightedSum(outputs: readonly Tensor[], random: RandomStream): Tensor {
  return outputs
    .filter(({ dtype }) => isFloating(dtype))
    .map((output) => {
      const cotangent = Float32Array.from({ length: elementCount(output.shape) }, () => random.normal());
      const weights = cast(constant(float32(output.shape, cotangent)), output.dtype);
      return cast(reduceSum(mul(output, weights)), "float32");
    })
    .reduce((sum, part) => add(sum, part), filled([], 0));
}

function directionalDifference(loss: Tensor, feeds: NamedTensors, name: string, direction: Float64Array): number {
  const lossAt = (step: number) => {
    const moved = new Map(feeds).set(name, movedAlong(feeds.get(name)!, direction, step));
    return evaluate([loss], moved)[0]!.data[0]!;
  };
  return (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
}

function movedAlong({ shape, data }: HostTensor, direction: Float64Array, step: number): HostTensor {
  return hostTensor(
    "float64",
    shape,
    Float64Array.from(direction, (d, i) => Number(data[i]) + step * d),
  );
}
