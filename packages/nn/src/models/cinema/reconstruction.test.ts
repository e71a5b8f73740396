import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor, int64 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { patchify } from "../../layers/patches.ts";
import { imagePatches, reconstruction, unpatchify } from "./reconstruction.ts";

function ramp(shape: readonly number[]): HostTensor<"float32"> {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return float32(
    shape,
    Float32Array.from({ length: count }, (_, i) => i),
  );
}

test.each([
  { shape: [2, 3, 4, 6], patch: [2, 3] },
  { shape: [2, 2, 4, 6, 2], patch: [4, 2, 1] },
])("patches of $shape are those of the graph, and tile the image again", ({ shape, patch }) => {
  const image = ramp(shape);
  const patches = imagePatches(image, patch);
  const [inGraph] = evaluate([patchify(input("x", "float32", shape), patch)], new Map([["x", image]]));
  expect(patches.shape).toEqual(inGraph!.shape);
  expect([...patches.data]).toEqual([...inGraph!.data]);
  expect(unpatchify(patches, patch, shape.slice(2))).toEqual(image);
});

test("patches that do not tile the image are refused", () => {
  expect(() => unpatchify(ramp([1, 3, 4]), [2, 2], [4, 4])).toThrow(
    "patches (1, 3, 4) of (2, 2) do not tile images of (4, 4)",
  );
});

const image = float32([1, 1, 2, 4], [1, 2, 5, 6, 3, 4, 7, 8]);
const mask = { visible: int64([1, 1], [0]), masked: int64([1, 1], [1]) };

test("the pictures keep what was seen and show grey or guesses where a patch was removed", () => {
  const guess = float32([1, 1, 4], [50, 60, 70, 80]);
  const { masked, reconstructed } = reconstruction(image, guess, mask, { patch: [2, 2], removedGrey: 9 });
  expect([...masked.data]).toEqual([1, 2, 9, 9, 3, 4, 9, 9]);
  expect([...reconstructed.data]).toEqual([1, 2, 50, 60, 3, 4, 70, 80]);
});

test("guesses of normalised patches get their mean and deviation back", () => {
  const deviation = Math.sqrt(5 / 3); // of 5 … 8 with n − 1
  const guess = float32(
    [1, 1, 4],
    [-1.5, -0.5, 0.5, 1.5].map((x) => x / deviation),
  );
  const { reconstructed } = reconstruction(image, guess, mask, { patch: [2, 2], isNormalised: true });
  expect([...reconstructed.data].map((voxel) => Number(voxel.toFixed(4)))).toEqual([1, 2, 5, 6, 3, 4, 7, 8]);
});
