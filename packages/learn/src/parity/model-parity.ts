/** Parity of a model's outputs and of the gradients of its loss. */
import { gradients, type Tensor } from "@cmrkit/graph";
import type { ParameterSpec } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { NamedTensors } from "@cmrkit/tensor";
import { compareGroup, type GroupComparison, largestMagnitude } from "./comparison.ts";
import { expectFittingWeights, type Reference, storedUnder } from "./reference.ts";

export const FORWARD_TOLERANCE = 1e-4;
export const GRADIENT_TOLERANCE = 1e-3;

/**
 * Of the largest gradient of the model. Some gradients are zero in exact arithmetic (a bias before an instance norm,
 * which subtracts it again), and what a framework stores for them is the rounding of sums that cancel. Such noise has no
 * relative error worth the name, so a tensor smaller than this is measured against this.
 */
const GRADIENT_FLOOR = 1e-6;

export interface ModelUnderTest {
  readonly specs: readonly ParameterSpec[];
  /** By the names of the references without `out.`. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The scalar whose gradients are stored. */
  readonly loss: Tensor;
}

/** One group for each output, one for all gradients. */
export async function modelParity(
  reference: Reference,
  { specs, outputs, loss }: ModelUnderTest,
  options: SessionOptions,
): Promise<GroupComparison[]> {
  expectFittingWeights(reference, specs);
  const trained = specs.filter(({ isBuffer }) => !isBuffer);
  const wrt = trained.map(({ tensor }) => tensor);
  const ofLoss = Object.fromEntries(gradients(loss, wrt).map((tensor, i) => [`grad.${trained[i]!.name}`, tensor]));
  const results = await runOnce({ ...outputs, ...ofLoss }, new Map([...reference.weights, ...reference.io]), options);
  const stored = storedUnder(reference, "out.");
  const forward = [...stored].map(([name, tensor]) =>
    compareGroup(`out.${name}`, results, new Map([[name, tensor]]), { tolerance: FORWARD_TOLERANCE }),
  );
  return [...forward, compareGradients(results, storedGradients(reference))];
}

/** Stored gradients under their full names. */
function storedGradients({ io }: Reference): NamedTensors {
  return new Map([...io].filter(([name]) => name.startsWith("grad.")));
}

function compareGradients(results: NamedTensors, stored: NamedTensors): GroupComparison {
  const largest = Math.max(...[...stored.values()].map(({ data }) => largestMagnitude(data)));
  return compareGroup("grad.*", results, stored, { tolerance: GRADIENT_TOLERANCE, floor: GRADIENT_FLOOR * largest });
}

async function runOnce(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: NamedTensors,
  options: SessionOptions,
): Promise<NamedTensors> {
  const session = await openSession(emit(outputs), options);
  try {
    return await session.run(feeds);
  } finally {
    await session.dispose();
  }
}
