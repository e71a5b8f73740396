import { float32, type HostTensor, int64 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { partsOf, samplesInPart } from "./batch-parts.ts";

const whole = {
  kind: "windows",
  origin: "a b c d",
  feeds: new Map<string, HostTensor>([
    ["image", float32([4, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
    ["label", int64([4], [0, 1, 2, 3])],
  ]),
};

test("parts hold the samples of a batch in their order, and what it says of itself", () => {
  const [first, second] = partsOf(whole, 2);
  expect(first!.feeds.get("image")).toEqual(float32([2, 1, 2], [1, 2, 3, 4]));
  expect(second!.feeds.get("image")).toEqual(float32([2, 1, 2], [5, 6, 7, 8]));
  expect(second!.feeds.get("label")).toEqual(int64([2], [2, 3]));
  expect([second!.kind, second!.origin]).toEqual(["windows", "a b c d"]);
  expect(partsOf(whole, 1)).toEqual([whole]);
});

test("parts are equal, or there are none", () => {
  expect(samplesInPart(8, 4)).toBe(2);
  expect(() => samplesInPart(8, 3)).toThrow("a batch of 8 cannot be cut for 3 replicas");
});
