import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor, int64 } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { expectGradients } from "../testing/expect-gradients.ts";
import { type CrossEntropyWeights, crossEntropy } from "./cross-entropy.ts";

const logits = input("logits", "float32", [4, 3]);
const labels = input("labels", "int64", [4]);
const places = input("places", "float32", [4]);
const classes = [0.5, 2, 1.25];
const scores = [0.5, -1.25, 2, 1.5, 0.25, -0.75, -0.5, 1, 0.125, 0.75, 0.75, -2];

const feeds = new Map<string, HostTensor>([
  ["logits", float32([4, 3], scores)],
  ["labels", int64([4], [0, 2, 1, 1])],
  ["places", float32([4], [1, 0, 1, 1])],
]);

function value(labelSmoothing: number, weights?: CrossEntropyWeights, fed = feeds): number {
  return evaluate([crossEntropy(logits, labels, labelSmoothing, weights)], fed)[0]!.data[0] as number;
}

// `torch.nn.functional.cross_entropy` of PyTorch 2.15 in float64 on the same numbers
describe("cross entropy equals PyTorch's", () => {
  test.each([
    ["plain", 0, undefined, 1.38314924],
    ["smoothed", 0.1, undefined, 1.400857574],
    ["with class weights", 0, { classes }, 1.135783738],
    ["smoothed, with class weights", 0.1, { classes }, 1.164399501],
    ["without an ignored sample", 0, { classes, places }, 0.734425718],
    ["smoothed, without an ignored sample", 0.1, { classes, places }, 0.794138452],
  ] as const)("%s", (_name, labelSmoothing, weights, expected) => {
    expect(value(labelSmoothing, weights)).toBeCloseTo(expected, 7);
  });

  test("on voxels", () => {
    const ofVoxels = crossEntropy(input("logits", "float32", [2, 3, 2]), input("labels", "int64", [2, 2]), 0.1, {
      classes,
    });
    const onGrid = new Map<string, HostTensor>([
      ["logits", float32([2, 3, 2], scores)],
      ["labels", int64([2, 2], [0, 2, 1, 1])],
    ]);
    expect(evaluate([ofVoxels], onGrid)[0]!.data[0]).toBeCloseTo(1.378626175, 7);
  });
});

describe("weighted cross entropy", () => {
  test("of equal weights is the plain one", () => {
    expect(value(0.1, { classes: [3, 3, 3] })).toBeCloseTo(value(0.1), 7); // constants are float32
  });

  test("does not see the class fed for a missing label, and is 0 where all are missing", () => {
    const other = new Map([...feeds, ["labels", int64([4], [0, 1, 1, 1])]]);
    expect(value(0.1, { places }, other)).toBe(value(0.1, { places }));
    expect(value(0.1, { places }, new Map([...feeds, ["places", float32([4], [0, 0, 0, 0])]]))).toBeCloseTo(0, 12);
  });

  test("has gradients that agree with central differences", () => {
    for (const weights of [undefined, { classes }, { classes, places }])
      expectGradients(crossEntropy(logits, labels, 0.1, weights), new Map([["logits", logits]]), feeds);
  });

  test("wants a weight for each class", () => {
    expect(() => crossEntropy(logits, labels, 0, { classes: [1, 2] })).toThrow(
      "2 class weights for logits of 3 classes",
    );
  });
});
