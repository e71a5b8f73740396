import { hostTensor, randomStream } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { patchMask, randomPatchMasks, removedPatches } from "./patch-masks.ts";

const counts = new Map([
  ["sax", 96],
  ["lax_4c", 24],
]);

function draw(seed: number, B = 3) {
  const random = randomStream(seed);
  return randomPatchMasks(
    counts,
    0.75,
    Array.from({ length: B }, (_, sample) => random.fork(sample)),
  );
}

function rowsOf({ shape, data }: { readonly shape: readonly number[]; readonly data: BigInt64Array }): string[] {
  const M = shape[1]!;
  return Array.from({ length: shape[0]! }, (_, b) => data.subarray(b * M, (b + 1) * M).join());
}

describe("random patch masks", () => {
  test("keep exactly a quarter of each view, and every patch is either kept or removed", () => {
    for (const [view, { visible, masked }] of draw(1)) {
      const N = counts.get(view)!;
      expect([visible.shape, masked.shape]).toEqual([
        [3, N / 4],
        [3, (3 * N) / 4],
      ]);
      const [kept] = rowsOf(visible);
      const [removed] = rowsOf(masked);
      const all = `${kept},${removed}`.split(",").map(Number);
      expect(all.sort((a, b) => a - b)).toEqual([...Array(N).keys()]);
    }
  });

  test("name patches in rising order, as the original's boolean masks do", () => {
    const places = [...draw(1).get("lax_4c")!.masked.data].slice(0, 18).map(Number);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test("differ between samples and between views", () => {
    const rows = rowsOf(draw(1).get("sax")!.visible);
    expect(new Set(rows).size).toBe(3);
    const same = randomPatchMasks(
      new Map([
        ["lax_2c", 24],
        ["lax_4c", 24],
      ]),
      0.75,
      [randomStream(1)],
    );
    expect(same.get("lax_2c")!.visible.data).not.toEqual(same.get("lax_4c")!.visible.data);
  });

  test("repeat under a seed, and a sample's does not depend on the others of its batch", () => {
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
    expect(rowsOf(draw(1, 1).get("sax")!.visible)[0]).toBe(rowsOf(draw(1, 3).get("sax")!.visible)[0]);
  });

  test("are refused when a view would keep nothing or lose nothing", () => {
    const one = new Map([["sax", 3]]);
    expect(() => randomPatchMasks(one, 0.75, [randomStream(1)])).toThrow(
      "a mask ratio of 0.75 leaves 0 of 3 patches of sax",
    );
    expect(() => randomPatchMasks(one, 0, [randomStream(1)])).toThrow("a mask ratio of 0 leaves 3 of 3 patches of sax");
  });

  test("go to the original's 0/1 masks and back", () => {
    const mask = draw(1).get("sax")!;
    expect(patchMask(removedPatches(mask))).toEqual(mask);
    const removed = hostTensor("uint8", [2, 4], Uint8Array.of(1, 0, 1, 1, 0, 1, 1, 1));
    expect([...patchMask(removed).visible.data]).toEqual([1n, 0n]);
  });

  test("of samples that lose unlike numbers of patches are refused", () => {
    const uneven = hostTensor("uint8", [2, 2], Uint8Array.of(1, 0, 1, 1));
    expect(() => patchMask(uneven)).toThrow("samples that lose as many patches; numbers left are 1, 0");
  });
});
