/**
 * Transpositions in the form that ONNX Runtime moves quickly on a CPU. Moving one axis goes in blocks; anything else goes
 * run by run of the last axis that stays, number by number where none does. (Measured in `bench/README.md`.)
 */
import type { Emitter } from "../emitter.ts";
import { reshape, transpose } from "./conv-parts.ts";

/** A transposition without the axes that do not matter. */
export interface Transposition {
  readonly shape: readonly number[];
  readonly perm: readonly number[];
}

export const emitTranspose: Emitter<"Transpose"> = (
  builder,
  { inputs: [x], outputTypes, attributes: { perm } },
  inputs,
  outputs,
) => {
  const simple = simplified({ shape: x!.shape, perm });
  if (movesOneAxis(simple.perm)) {
    builder.addAll("Transpose", inputs, outputs, { attributes: { perm } });
    return;
  }
  const { first, second } = inTwoMoves(simple);
  const once = transpose(builder, reshape(builder, inputs[0]!, simple.shape), first);
  reshape(builder, second ? transpose(builder, once, second) : once, outputTypes[0]!.shape, outputs[0]);
};

/** Drops axes of extent 1 and joins axes that stay together. */
export function simplified({ shape, perm }: Transposition): Transposition {
  const runs: number[][] = [];
  for (const axis of perm.filter((each) => shape[each] !== 1)) {
    const run = runs.at(-1);
    if (run && follows(shape, run.at(-1)!, axis)) run.push(axis);
    else runs.push([axis]);
  }
  const inOrder = runs.toSorted((a, b) => a[0]! - b[0]!);
  return {
    shape: inOrder.map((run) => run.reduce((product, axis) => product * shape[axis]!, 1)),
    perm: runs.map((run) => inOrder.indexOf(run)),
  };
}

/** Whether `axis` is the next after `before`, but for axes of extent 1. */
function follows(shape: readonly number[], before: number, axis: number): boolean {
  return before < axis && shape.slice(before + 1, axis).every((extent) => extent === 1);
}

function movesOneAxis(perm: readonly number[]): boolean {
  const isSorted = (axes: readonly number[]) => axes.every((axis, i) => i === 0 || axes[i - 1]! < axis);
  return perm.length === 0 || perm.some((moved) => isSorted(perm.filter((axis) => axis !== moved)));
}

/** Where the last axis moves, the others find their order first, in runs of that axis; then it moves alone. */
function inTwoMoves({ perm }: Transposition): { first: readonly number[]; second?: readonly number[] } {
  const last = perm.length - 1;
  if (perm.at(-1) === last) return { first: perm };
  const others = perm.filter((axis) => axis !== last);
  const place = perm.indexOf(last);
  const second = others.map((_, i) => i).toSpliced(place, 0, last);
  return { first: [...others, last], second };
}
