import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor, int64, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { type CellGrid, cellConvolution, cellsOfImage, imageOfCells } from "./cells.ts";
import { patchConvolution } from "./convolution.ts";

/** One row of eight voxels, by their place. */
const row = float32([1, 1, 1, 8], [0, 1, 2, 3, 4, 5, 6, 7]);
const square = float32(
  [1, 1, 4, 4],
  Float32Array.from({ length: 16 }, (_, i) => i),
);

function through(image: HostTensor, grid: CellGrid): { cells: number[]; back: number[] } {
  const cells = cellsOfImage(input("x", "float32", image.shape), grid);
  const feeds = new Map<string, HostTensor>([
    ["x", image],
    ["visible", int64([1, 2], [1, 3])],
  ]);
  const [a, b] = evaluate([cells, imageOfCells(cells, grid)], feeds);
  return { cells: Array.from(a!.data, Number), back: Array.from(b!.data, Number) };
}

test("cells run patch by patch, within a patch part by part", () => {
  const { cells, back } = through(square, {
    grid: [1, 1],
    steps: [
      [2, 2],
      [2, 2],
    ],
  });
  expect(cells).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
  expect(back).toEqual([...square.data]);
});

test("of visible patches only there are cells, and none elsewhere in the image made of them", () => {
  const visible = input("visible", "int64", [1, 2]);
  const { cells, back } = through(row, { grid: [1, 4], steps: [[1, 2]], visible });
  expect(cells).toEqual([2, 3, 6, 7]);
  expect(back).toEqual([0, 0, 2, 3, 0, 0, 6, 7]);
});

test("groups of cells that become one are what a convolution with their stride makes", () => {
  const random = randomStream(3);
  const shape = [2, 3, 4, 8, 2];
  const image = float32(
    shape,
    Float32Array.from({ length: 384 }, () => random.normal()),
  );
  const steps = [
    [1, 2, 1],
    [2, 2, 1],
  ];
  const x = input("x", "float32", shape);
  const scope = new ParameterScope();
  const convolved = patchConvolution(scope, x, 5, [2, 4, 1]);
  const cells = cellsOfImage(x, { grid: [2, 2, 2], steps });
  const merged = imageOfCells(cellConvolution(scope, cells, 5, { axes: 3, steps }), { grid: [2, 2, 2], steps: [] });
  const feeds = new Map([...initialParameters(scope.specs, random), ["x", image] as const]);
  const [expected, actual] = evaluate([convolved, merged], feeds);
  expect(actual!.shape).toEqual(expected!.shape);
  for (const [i, value] of expected!.data.entries()) expect(Number(actual!.data[i])).toBeCloseTo(Number(value), 6);
});
