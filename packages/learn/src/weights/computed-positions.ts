/**
 * Positions that a checkpoint of cmrkit does not hold: training keeps what it trains, and sines and cosines follow from
 * the image size.
 */
import { initialParameters } from "@cmrkit/nn";
import { type HostTensor, randomStream } from "@cmrkit/tensor";
import { compareWeights } from "./comparison.ts";
import type { IdentifiedModel } from "./identify.ts";
import type { StoredTensor, WeightFile } from "./weight-file.ts";

export interface CompletedModel {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly model: IdentifiedModel;
  /** What was added, by name. */
  readonly computed: ReadonlyMap<string, HostTensor>;
}

/** Whether a file's metadata say that a training of cmrkit saved it. */
export function isCheckpoint({ schema }: WeightFile["metadata"]): boolean {
  return schema?.startsWith("cmrkit.checkpoint/") ?? false;
}

/** Adds to a network of a training checkpoint the positions that it lacks. A published file must hold its own. */
export function withComputedPositions(
  { metadata }: WeightFile,
  tensors: ReadonlyMap<string, StoredTensor>,
  model: IdentifiedModel,
): CompletedModel {
  const lacking = model.specs.filter(
    ({ name, isBuffer }) => isCheckpoint(metadata) && isBuffer && name.endsWith("pos_embed") && !tensors.has(name),
  );
  if (lacking.length === 0) return { tensors, model, computed: new Map() };
  const computed = initialParameters(lacking, randomStream(0)); // positions draw nothing from it
  const entries = [...computed].map(([name, { shape, dtype }]) => [name, { shape, dtype, storedAs: "F32" }] as const);
  const all = new Map([...tensors, ...entries]);
  return { tensors: all, model: { ...model, comparison: compareWeights(model, all) }, computed };
}
