import { describe, expect, test } from "vitest";
import { throughBucket } from "./buckets.ts";

const doubled = async (filled: Float32Array) => {
  for (const i of filled.keys()) filled[i]! *= 2;
};

describe("arrays through a bucket", () => {
  test("come back changed, whether they share a filling, fill one exactly or need several", async () => {
    const arrays = [
      Float32Array.of(1),
      Float32Array.of(2, 3),
      new Float32Array(0),
      Float32Array.of(4, 5, 6, 7, 8, 9, 10),
    ];
    const fillings: number[][] = [];
    await throughBucket(arrays, new Float32Array(3), async (filled) => {
      fillings.push([...filled]);
      await doubled(filled);
    });
    expect(fillings).toEqual([[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]]);
    expect(arrays.map((array) => [...array])).toEqual([[2], [4, 6], [], [8, 10, 12, 14, 16, 18, 20]]);
  });

  test("that are none need no message", async () => {
    let messages = 0;
    await throughBucket([new Float32Array(0)], new Float32Array(3), async () => void messages++);
    expect(messages).toBe(0);
  });
});
