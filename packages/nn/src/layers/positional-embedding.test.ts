import { evaluate } from "@cmrkit/graph";
import { hostTensor, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { positionalEmbedding, sineCosinePositions } from "./positional-embedding.ts";

const noRandomness = randomStream(0);

function rows(grid: readonly number[], E: number): number[][] {
  const N = grid.reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(N * E);
  sineCosinePositions(grid)(values, [1, N, E], noRandomness);
  return Array.from({ length: N }, (_, row) => [...values.subarray(row * E, (row + 1) * E)]);
}

const [sin1, cos1, sin2, cos2] = [Math.sin(1), Math.cos(1), Math.sin(2), Math.cos(2)].map(Math.fround) as [
  number,
  number,
  number,
  number,
];

test("rows follow the original's meshgrid: the first axis moves before the second", () => {
  expect(rows([3, 2], 4)).toEqual([
    [0, 1, 0, 1],
    [sin1, cos1, 0, 1],
    [sin2, cos2, 0, 1],
    [0, 1, sin1, cos1],
    [sin1, cos1, sin1, cos1],
    [sin2, cos2, sin1, cos1],
  ]);
});

test("the third axis moves first of all, and width that three axes cannot share stays zero", () => {
  expect(rows([1, 1, 2], 7)).toEqual([
    [0, 1, 0, 1, 0, 1, 0],
    [0, 1, 0, 1, sin1, cos1, 0],
  ]);
});

test("frequencies fall from 1 towards 1 / 10000", () => {
  const [, second] = rows([2, 1], 8);
  expect(second!.slice(0, 2)).toEqual([sin1, Math.fround(Math.sin(0.01))]);
});

test("on another grid the stored positions are interpolated along each axis", () => {
  const scope = new ParameterScope();
  const positions = positionalEmbedding(scope, [2, 2, 2], [4, 2, 2], 6);
  const stored = initialParameters(scope.specs, noRandomness).get("pos_embed")!;
  // a ramp along the first axis: tokens 0–3 lie at 0, tokens 4–7 at 1
  const ramp = Float32Array.from({ length: stored.data.length }, (_, i) => Math.floor(i / 6 / 4));
  const [resized] = evaluate([positions], new Map([["pos_embed", hostTensor("float32", stored.shape, ramp)]]));
  const firstFeature = [...resized!.data].filter((_, i) => i % 6 === 0);
  expect(firstFeature).toEqual([0, 0.25, 0.75, 1].flatMap((value) => [value, value, value, value]));
  expect(scope.specs.map(({ isBuffer }) => isBuffer)).toEqual([true]);
});
