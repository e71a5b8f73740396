import { constant, evaluate, type Tensor } from "@cmrkit/graph";
import { float32, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { type PatchGrid, type PositionInterpolation, resizePositions, vitPositions } from "./vit-positions.ts";

const rules = ["dino", "size", "antialiased"] as const satisfies readonly PositionInterpolation[];

function numbersOf(tensor: Tensor): number[] {
  return [...evaluate([tensor])[0]!.data];
}

function resized(values: readonly number[], from: PatchGrid, to: PatchGrid, rule: PositionInterpolation): number[] {
  return numbersOf(resizePositions(constant(float32([1, values.length, 1], values)), from, to, rule));
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i]!, 5); // matrices are float32
}

describe("interpolated positions", () => {
  const field = [0, 1, 3, 2, 4, 0, 1, 5, 2, 2, 7, 1, 0, 3, 1, 1];

  /** Of torch.nn.functional.interpolate 2.15, mode="bicubic": by scale_factor 2.1 / 4, by size, with antialias=True. */
  test.each([
    ["dino", [1.1513555, 2.4438117, 1.4942286, 4.2331634]],
    ["size", [1.1445313, 2.7617188, 1.5742188, 2.7695313]],
    ["antialiased", [1.4140598, 2.7130148, 2.0625811, 2.5667818]],
  ] as const)("are PyTorch's on a smaller grid: %s", (rule, expected) => {
    expectClose(resized(field, [4, 4], [2, 2], rule), expected);
  });

  test("are PyTorch's on a larger grid, whose axes differ", () => {
    const dino = [-0.4467774, 0.4177748, 2.3094296, 3.0762272, 1.7045881, 2.2213514, 0.747409, 0.4878553];
    expectClose(resized(field, [4, 4], [6, 5], "dino").slice(0, 8), dino);
    const antialiased = [-0.3505878, 0.2407124, 1.4067377, 2.9752069, 2.5495358, 1.7152011];
    expectClose(resized(field, [4, 4], [6, 6], "antialiased").slice(0, 6), antialiased);
  });

  test("keep a linear field linear away from the edges: Keys' kernel exactly, PyTorch's steeper one at midpoints", () => {
    const ramp = Array.from({ length: 8 }, (_, x) => x + 0.5);
    const centres = Array.from({ length: 12 }, (_, x) => (x + 0.5) * (8 / 12));
    expectClose(resized(ramp, [1, 8], [1, 12], "antialiased").slice(3, 9), centres.slice(3, 9));
    expectClose(resized(ramp, [1, 8], [1, 4], "size").slice(1, 3), [3, 5]);
    const steeper = resized(ramp, [1, 8], [1, 12], "size");
    for (const x of [3, 4, 5, 6, 7, 8]) expect(Math.abs(steeper[x]! - centres[x]!)).toBeLessThan(0.05);
  });

  test.each(rules)("keep a constant field constant: %s", (rule) => {
    expectClose(resized(new Array(16).fill(3), [4, 4], [7, 3], rule), new Array(21).fill(3));
  });

  test("stay as they are on a grid of the same size, but for DINO's shift", () => {
    expectClose(resized(field, [4, 4], [4, 4], "size"), field);
    expectClose(resized(field, [4, 4], [4, 4], "antialiased"), field);
    expect(resized(field, [4, 4], [4, 4], "dino")[5]).not.toBeCloseTo(field[5]!, 2);
  });
});

describe("positions of a model", () => {
  const config = { kind: "learned", interpolation: "dino", stored: [2, 3] } as const;

  test("on their own grid are the parameter itself, whatever the rule", () => {
    const scope = new ParameterScope();
    expect(vitPositions(scope, config, [2, 3], 4)).toBe(scope.specs[0]!.tensor);
    expect(scope.specs[0]).toMatchObject({ name: "pos_embed", shape: [1, 7, 4], isBuffer: false });
  });

  test("leave the class token's row alone on another grid", () => {
    const scope = new ParameterScope();
    const positions = vitPositions(scope, config, [4, 4], 4);
    const parameters = initialParameters(scope.specs, randomStream(2026));
    const stored = [...parameters.get("pos_embed")!.data].map(Number);
    const [on44] = evaluate([positions], parameters);
    expect(on44!.shape).toEqual([1, 17, 4]);
    expect([...on44!.data].slice(0, 4)).toEqual(stored.slice(0, 4));
  });

  test("of sines and cosines are a buffer: nothing for the class token, X in the first half, rows of X together", () => {
    const scope = new ParameterScope();
    vitPositions(scope, { ...config, kind: "sine-cosine" }, [2, 3], 4);
    expect(scope.specs[0]!.isBuffer).toBe(true);
    const { data } = initialParameters(scope.specs, randomStream(0)).get("pos_embed")!;
    const rows = Array.from({ length: 7 }, (_, row) => [...data].slice(4 * row, 4 * row + 4).map(Number));
    const place = (y: number, x: number) => [Math.sin(x), Math.cos(x), Math.sin(y), Math.cos(y)].map(Math.fround);
    expect(rows).toEqual([[0, 0, 0, 0], place(0, 0), place(0, 1), place(0, 2), place(1, 0), place(1, 1), place(1, 2)]);
  });
});
