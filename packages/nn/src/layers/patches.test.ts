import { evaluate, input } from "@cmrkit/graph";
import { float32, ShapeError } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { patchGrid, patchify } from "./patches.ts";

test("tokens run with the last axis fastest, voxels of a patch likewise, channels of a voxel together", () => {
  const image = float32(
    [1, 2, 2, 4],
    [
      1,
      2,
      5,
      6, //
      3,
      4,
      7,
      8,

      10,
      20,
      50,
      60,
      30,
      40,
      70,
      80,
    ],
  );
  const x = input("x", "float32", image.shape);
  const [patches] = evaluate([patchify(x, [2, 2])], new Map([["x", image]]));
  expect(patches!.shape).toEqual([1, 2, 8]);
  expect([...patches!.data]).toEqual([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80]);
});

test("a patch that does not divide its axis is refused with both sizes", () => {
  expect(() => patchGrid([64, 90, 4], [4, 4, 1])).toThrow(ShapeError);
  expect(() => patchGrid([64, 90, 4], [4, 4, 1])).toThrow("patches of (4, 4, 1) do not tile an image of (64, 90, 4)");
});
