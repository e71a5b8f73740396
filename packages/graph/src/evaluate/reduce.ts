/** Evaluators of reductions and normalisations: elements fall into groups, one for each element of the reduced tensor. */
import { elementCount, type Shape } from "@cmrkit/tensor";
import type { ReduceAttributes } from "../primitive.ts";
import { reducedShape } from "../shape-rules/reduce.ts";
import type { Evaluators, Value } from "./evaluator.ts";
import { broadcastOffsets } from "./offsets.ts";

/** Which group each element of a tensor falls into when some axes are reduced. */
interface Groups {
  readonly count: number;
  readonly of: Int32Array;
}

function groupsOf(shape: Shape, axes: readonly number[]): Groups {
  const kept = reducedShape(shape, { axes, keepdims: true });
  return { count: elementCount(kept), of: broadcastOffsets(kept, shape) };
}

/** Folds the elements of each group, beginning with `initial`. */
function fold(
  data: Float64Array,
  groups: Groups,
  initial: number,
  combine: (a: number, b: number) => number,
): Float64Array {
  const folded = new Float64Array(groups.count).fill(initial);
  for (const [i, group] of groups.of.entries()) folded[group] = combine(folded[group]!, data[i]!);
  return folded;
}

function sums(data: Float64Array, groups: Groups): Float64Array {
  return fold(data, groups, 0, (a, b) => a + b);
}

function means(data: Float64Array, groups: Groups): Float64Array {
  return sums(data, groups).map((sum) => (sum * groups.count) / data.length);
}

function maxima(data: Float64Array, groups: Groups): Float64Array {
  return fold(data, groups, Number.NEGATIVE_INFINITY, (a, b) => Math.max(a, b));
}

function minima(data: Float64Array, groups: Groups): Float64Array {
  return fold(data, groups, Number.POSITIVE_INFINITY, (a, b) => Math.min(a, b));
}

type ReduceEvaluator = (inputs: readonly Value[], attributes: ReduceAttributes) => readonly Float64Array[];

function reduction(reduce: (data: Float64Array, groups: Groups) => Float64Array): ReduceEvaluator {
  return ([x], { axes }) => [reduce(x!.data, groupsOf(x!.shape, axes))];
}

/** x less the logarithm of the sum of exponentials of its group, shifted by the maximum so that nothing overflows. */
function logSoftmax({ shape, data }: Value, axis: number): Float64Array {
  const groups = groupsOf(shape, [axis]);
  const largest = maxima(data, groups);
  const shifted = data.map((element, i) => element - largest[groups.of[i]!]!);
  const total = sums(shifted.map(Math.exp), groups);
  return shifted.map((element, i) => element - Math.log(total[groups.of[i]!]!));
}

export const reduceEvaluators = {
  ReduceSum: reduction(sums),
  ReduceMean: reduction(means),
  ReduceMax: reduction(maxima),
  ReduceMin: reduction(minima),
  Softmax: ([x], { axis }) => [logSoftmax(x!, axis).map(Math.exp)],
  LogSoftmax: ([x], { axis }) => [logSoftmax(x!, axis)],
  LayerNormalization: ([x, scale, bias], { axis, epsilon }) => {
    const axes = [...x!.shape.keys()].slice(axis);
    const groups = groupsOf(x!.shape, axes);
    const mean = means(x!.data, groups);
    const centred = x!.data.map((element, i) => element - mean[groups.of[i]!]!);
    const variance = means(
      centred.map((element) => element ** 2),
      groups,
    );
    const inverseDeviation = variance.map((v) => 1 / Math.sqrt(v + epsilon));
    const n = scale!.data.length; // a group is a contiguous run as long as the scale
    const y = centred.map((element, i) => {
      const normal = element * inverseDeviation[groups.of[i]!]!;
      return normal * scale!.data[i % n]! + (bias?.data[i % n] ?? 0);
    });
    return [y, mean, inverseDeviation];
  },
} satisfies Partial<Evaluators>;
