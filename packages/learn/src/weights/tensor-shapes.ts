/** What the names and shapes in a weight file tell, before a value is read. */
import type { Shape } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";

export type TensorShapes = ReadonlyMap<string, { readonly shape: Shape }>;

/** The names that follow a prefix up to the next dot, each once, in order. */
export function childNames(shapes: TensorShapes, prefix: string): readonly string[] {
  const under = [...shapes.keys()].filter((name) => name.startsWith(prefix));
  return [...new Set(under.map((name) => name.slice(prefix.length).split(".")[0]!))];
}

/** How many numbered children a prefix has, by the largest number: a missing block in the middle is still counted. */
export function numberedChildren(shapes: TensorShapes, prefix: string): number {
  const numbers = childNames(shapes, prefix).filter((name) => /^\d+$/.test(name));
  return 1 + Math.max(-1, ...numbers.map(Number));
}

export function hasPrefix(shapes: TensorShapes, prefix: string): boolean {
  return [...shapes.keys()].some((name) => name.startsWith(prefix));
}

/**
 * The shape of a tensor that a model of this kind cannot be without.
 * @throws {LearnError} `bad-checkpoint` when it is not there or has another number of axes.
 */
export function shapeOf(shapes: TensorShapes, kind: string, name: string, ranks: readonly number[]): Shape {
  const shape = shapes.get(name)?.shape;
  if (!shape) throw new LearnError("bad-checkpoint", `these weights look like ${kind}, and ${name} is missing`);
  if (!ranks.includes(shape.length))
    throw new LearnError(
      "bad-checkpoint",
      `these weights look like ${kind}, and ${name} has ${shape.length} axes, not ${ranks.join(" or ")}`,
    );
  return shape;
}

/** The whole square root of a number of patches, where they form a square. */
export function squareSide(count: number): number | undefined {
  const side = Math.round(Math.sqrt(count));
  return side * side === count && side > 0 ? side : undefined;
}
