/** How far tensors lie from their references, group by group. */
import { type NamedTensors, type TensorData, toNumbers } from "@cmrkit/tensor";

/** Tensors that share a tolerance: one output, all gradients, all parameters after training. */
export interface GroupComparison {
  readonly group: string;
  /** How many tensors were compared. */
  readonly tensors: number;
  /** The largest relative error among them; infinite where a tensor is missing, of another size, or not finite. */
  readonly largestError: number;
  /** The tensor that has it. */
  readonly worst: string;
  readonly tolerance: number;
  /** What a reader must know to read the error. */
  readonly note?: string;
}

export function isMet({ largestError, tolerance }: GroupComparison): boolean {
  return largestError <= tolerance;
}

export interface GroupOptions {
  readonly tolerance: number;
  /** Tensors smaller than this are measured against it instead of themselves. */
  readonly floor?: number;
  readonly note?: string;
}

/**
 * Compares the tensors of one group with the references of the same names. What the references lack is not compared.
 */
export function compareGroup(
  group: string,
  actual: NamedTensors,
  reference: NamedTensors,
  { floor = 0, ...options }: GroupOptions,
): GroupComparison {
  let [largestError, worst] = [0, ""];
  for (const [name, { data }] of reference) {
    const error = relativeError(actual.get(name)?.data, data, floor);
    if (worst === "" || error > largestError) [largestError, worst] = [error, name];
  }
  return { group, tensors: reference.size, largestError, worst, ...options };
}

/** max |a − b| / max(max |b|, floor) of a tensor a and its reference b. */
export function relativeError(actual: TensorData | undefined, reference: TensorData, floor = 0): number {
  if (actual?.length !== reference.length) return Number.POSITIVE_INFINITY;
  const [a, b] = [toNumbers(actual), toNumbers(reference)];
  let off = 0;
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY;
    off = Math.max(off, difference);
  }
  return off === 0 ? 0 : off / Math.max(largestMagnitude(reference), floor);
}

export function largestMagnitude(data: TensorData): number {
  const values = toNumbers(data);
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}
