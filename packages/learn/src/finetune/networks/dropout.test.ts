import { evaluate, input } from "@cmrkit/graph";
import { float32 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { dropoutFrom, dropoutNumbers } from "./dropout.ts";

const shapes = [
  [2, 3, 2],
  [2, 1, 4],
];

test("layers take their numbers in turn from each sample's row, and nobody takes one twice", () => {
  const count = dropoutNumbers(0.1, ({ uniform }) => {
    for (const [, ...shape] of shapes) uniform([1, ...shape]);
  });
  expect(count).toBe(10);
  const { dropout } = dropoutFrom(0.1, input("dropout", "float32", [2, count]));
  const rows = float32(
    [2, count],
    Array.from({ length: 2 * count }, (_, i) => i),
  );
  const taken = evaluate(
    shapes.map((shape) => dropout!.uniform(shape)),
    new Map([["dropout", rows]]),
  );
  expect(taken.map(({ shape }) => shape)).toEqual(shapes);
  expect([...taken[0]!.data]).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]);
  expect([...taken[1]!.data]).toEqual([6, 7, 8, 9, 16, 17, 18, 19]);
});

test("without a rate nothing is asked for, without numbers nothing is dropped", () => {
  expect(dropoutNumbers(0, () => expect.unreachable())).toBe(0);
  expect(dropoutFrom(0.1, undefined)).toEqual({});
});
