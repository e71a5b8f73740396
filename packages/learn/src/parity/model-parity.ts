/** Parity of a model's outputs and of the gradients of its loss. */
import { gradients, type Tensor } from "@cmrkit/graph";
import type { ParameterSpec } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, zeros } from "@cmrkit/tensor";
import { compareGroup, type GroupComparison } from "./comparison.ts";
import { expectFittingWeights, type Reference, storedUnder } from "./reference.ts";
import { largestOf, VANISHING, vanishingTensors } from "./vanishing.ts";

export const FORWARD_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 1e-3;

export interface ModelUnderTest {
  readonly specs: readonly ParameterSpec[];
  /** By the names of the references without `out.`. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The scalar whose gradients are stored. */
  readonly loss: Tensor;
}

/** One group for each output, one for all gradients, one for those that are zero where there are any. */
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
  return [...forward, ...compareGradients(results, storedGradients(reference))];
}

/** Stored gradients under their full names. */
function storedGradients({ io }: Reference): NamedTensors {
  return new Map([...io].filter(([name]) => name.startsWith("grad.")));
}

/** Gradients by their relative error; those that vanish in the reference by their size, which must vanish too. */
function compareGradients(results: NamedTensors, stored: NamedTensors): GroupComparison[] {
  const vanishing = vanishingTensors(stored);
  const lasting = new Map([...stored].filter(([name]) => !vanishing.has(name)));
  const groups = [compareGroup("grad.*", results, lasting, { tolerance: GRADIENT_TOLERANCE })];
  if (vanishing.size === 0) return groups;
  const nothing = new Map([...vanishing].map((name) => [name, zeros("float32", stored.get(name)!.shape)]));
  const note = "zero but for rounding: size relative to the model's largest gradient";
  const options = { tolerance: VANISHING, floor: largestOf(stored), note };
  return [...groups, compareGroup("grad.* of zero", results, nothing, options)];
}

/** The values of tensors for one set of feeds. */
export async function runOnce(
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
