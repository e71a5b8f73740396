/** Whether what a checkpoint holds is the state of a program. */
import { type NamedTensors, type Shape, sameShape, showShape } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { countNonFinite } from "../weights/comparison.ts";
import type { TrainingProgram } from "./trainer.ts";

/**
 * Holds a state to its program before a run goes on from it. Optimiser state may be absent: a parameter has none until a
 * batch of its kind has come.
 * @throws {LearnError} `bad-checkpoint` when a parameter is missing or no number, or anything of it has another shape.
 */
export function assertStateFits(path: string, state: NamedTensors, { kinds }: TrainingProgram): void {
  const problem = problemOf(state, shapesOf(kinds));
  if (problem === undefined) return;
  throw new LearnError("bad-checkpoint", `${path}: ${problem}; was it changed? begin the run anew in another folder`);
}

function shapesOf(kinds: TrainingProgram["kinds"]): ReadonlyMap<string, Shape> {
  const specs = [...kinds.values()].flatMap((graph) => graph.specs);
  return new Map(specs.flatMap(({ name, shape, isBuffer }) => (isBuffer ? [] : [[name, shape] as const])));
}

function problemOf(state: NamedTensors, shapes: ReadonlyMap<string, Shape>): string | undefined {
  for (const [slot, { shape }] of state) {
    const expected = shapes.get(parameterOf(slot));
    if (expected && !sameShape(shape, expected)) return `${slot} is ${showShape(shape)}, not ${showShape(expected)}`;
  }
  for (const name of shapes.keys()) {
    const parameter = state.get(name);
    if (!parameter) return `${name} is missing`;
    const { nan, infinite } = countNonFinite(parameter);
    if (nan + infinite > 0) return `${name} has ${nan} values that are NaN and ${infinite} that are infinite`;
  }
  return undefined;
}

/** `encoder.norm.weight`, of which `exp_avg/encoder.norm.weight` is the optimiser's. */
function parameterOf(slot: string): string {
  return slot.slice(slot.indexOf("/") + 1);
}
