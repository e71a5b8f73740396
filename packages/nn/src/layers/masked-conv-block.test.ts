import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor, int64, randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { initialParameters, ParameterScope } from "../parameters.ts";
import { cellsOfImage, imageOfCells } from "./cells.ts";
import { maskedConvBlock } from "./masked-conv-block.ts";

const shape = [1, 2, 4, 4];
const patches = { grid: [2, 2], steps: [[2, 2]] };
/** All but the last patch. */
const places = int64([1, 3], [0, 1, 2]);

function run(image: HostTensor, masked: boolean): number[] {
  const scope = new ParameterScope();
  const grid = masked ? { ...patches, visible: input("visible", "int64", [1, 3]) } : patches;
  const cells = cellsOfImage(input("image", "float32", shape), grid);
  const y = imageOfCells(maskedConvBlock(scope, cells, "layer", grid), grid);
  const feeds = new Map<string, HostTensor>([
    ...initialParameters(scope.specs, randomStream(7)),
    ["image", image],
    ["visible", places],
  ]);
  return Array.from(evaluate([y], feeds)[0]!.data, Number);
}

function noise(seed: number): Float32Array {
  const random = randomStream(seed);
  return Float32Array.from({ length: 32 }, () => random.normal());
}

/** The last patch of both channels: rows 2 and 3, columns 2 and 3. */
const isHidden = Array.from({ length: 32 }, (_, i) => i % 4 >= 2 && Math.floor(i / 4) % 4 >= 2);
const one = noise(1);
const other = noise(2).map((value, i) => (isHidden[i] ? value : one[i]!));

test("what the mask removes does not reach its neighbours; without a mask it does", () => {
  expect(run(float32(shape, other), true)).toEqual(run(float32(shape, one), true));
  const [a, b] = [run(float32(shape, other), false), run(float32(shape, one), false)];
  expect(a.some((value, i) => !isHidden[i] && value !== b[i])).toBe(true);
});

test("a removed patch is to its neighbours what zeros before the depthwise convolution are, and leaves nothing", () => {
  const [masked, whole] = [run(float32(shape, one), true), run(float32(shape, one), false)];
  expect(masked.filter((_, i) => isHidden[i])).toEqual(Array(8).fill(0));
  expect(masked.filter((_, i) => !isHidden[i])).not.toEqual(whole.filter((_, i) => !isHidden[i]));
});
