import { evaluate, input } from "@cmrkit/graph";
import { float32, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { axialRotation, rotate } from "./rotary.ts";

const F = 8;

/** What each of the tokens of a grid makes of the same vector, the class token first. */
function turned(vector: readonly number[], grid: readonly [number, number]): number[][] {
  const T = 1 + grid[0] * grid[1];
  const x = input("x", "float32", [T, F]);
  const same = float32([T, F], Array.from({ length: T }, () => vector).flat());
  const { data } = evaluate([rotate(x, axialRotation(grid, F))], new Map([["x", same]]))[0]!;
  return Array.from({ length: T }, (_, t) => [...data.subarray(t * F, (t + 1) * F)]);
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe("rotary positions", () => {
  const random = randomStream(2026);
  const [query, key] = [1, 2].map(() => Array.from({ length: F }, () => random.normal())) as [number[], number[]];
  const [gy, gx] = [4, 5];
  const [queries, keys] = [turned(query, [gy, gx]), turned(key, [gy, gx])];
  const score = ([qy, qx]: [number, number], [ky, kx]: [number, number]) =>
    dot(queries[1 + qy * gx + qx]!, keys[1 + ky * gx + kx]!);

  test("make the product of query and key depend on the way between patches only", () => {
    expect(score([0, 0], [2, 1])).toBeCloseTo(score([1, 3], [3, 4]), 5);
    expect(score([3, 4], [1, 2])).toBeCloseTo(score([2, 2], [0, 0]), 5);
    expect(score([0, 0], [2, 1])).not.toBeCloseTo(score([0, 0], [1, 2]), 2);
    expect(score([0, 0], [2, 1])).not.toBeCloseTo(score([2, 1], [0, 0]), 2);
  });

  test("leave the class token, and the length of every vector", () => {
    const rounded = query.map(Math.fround);
    expect(queries[0]).toEqual(rounded);
    for (const vector of queries) expect(dot(vector, vector)).toBeCloseTo(dot(query, query), 5);
  });

  test("turn by the whole circle times the patch centre in −1 … 1, Y in the first planes, X in the next", () => {
    // a row of two patches: Y = 0, X = ∓0.5; planes (0, 4) and (1, 5) belong to Y, (2, 6) and (3, 7) to X
    const [, left, right] = turned([1, 1, 1, 1, 0, 0, 0, 0], [1, 2]);
    const slow = (2 * Math.PI * 0.5) / 10; // the second period is √100
    const expected = [1, 1, -1, Math.cos(slow), 0, 0, 0, Math.sin(slow)];
    for (const [i, value] of expected.entries()) {
      expect(right![i]).toBeCloseTo(value, 6);
      expect(left![i]).toBeCloseTo(i < 4 ? value : -value, 6);
    }
  });

  test("need four channels a head, or a multiple", () => {
    expect(() => axialRotation([2, 2], 6)).toThrow("rotary positions need heads of 4·n channels, not (6)");
  });
});
