import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor, int64 } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { crossEntropy } from "./cross-entropy.ts";
import { type DiceOptions, diceLoss } from "./dice.ts";

const logits = input("logits", "float32", [2, 3, 2]);
const labels = input("labels", "int64", [2, 2]);

/** Logits so sure that probabilities are 0 and 1: the classes of two samples of two voxels. */
function sure(classes: readonly (readonly number[])[]) {
  const values = classes.flatMap((voxels) => [0, 1, 2].flatMap((k) => voxels.map((c) => (c === k ? 60 : -60))));
  return float32([2, 3, 2], values);
}

function dice(
  predicted: readonly (readonly number[])[],
  actual: readonly (readonly number[])[],
  options?: DiceOptions,
) {
  const feeds = new Map<string, HostTensor>([
    ["logits", sure(predicted)],
    ["labels", int64([2, 2], actual.flat())],
  ]);
  return evaluate([diceLoss(logits, labels, options)], feeds)[0]!.data[0]!;
}

test("the Dice loss is 0 for a perfect answer and for a class that neither side has", () => {
  expect(
    dice(
      [
        [1, 1],
        [0, 0],
      ],
      [
        [1, 1],
        [0, 0],
      ],
    ),
  ).toBeCloseTo(0, 10);
});

test("each foreground class of each sample counts alike; background does not count", () => {
  // sample 1: class 1 overlaps by half of 2 + 1 voxels (2/3), class 2 in neither; sample 2: class 1 wrong, class 2 missed
  const expected = 1 - (2 / 3 + 1 + 0 + 0) / 4;
  expect(
    dice(
      [
        [1, 1],
        [1, 0],
      ],
      [
        [1, 0],
        [0, 2],
      ],
    ),
  ).toBeCloseTo(expected, 4);
});

test("over the batch, voxels are summed before dividing", () => {
  const expected = 1 - ((2 * 1) / (3 + 1) + 0 / 1) / 2;
  expect(
    dice(
      [
        [1, 1],
        [1, 0],
      ],
      [
        [1, 0],
        [0, 2],
      ],
      { overBatch: true },
    ),
  ).toBeCloseTo(expected, 4);
});

test("cross entropy is the mean of −log p over voxels, and label smoothing mixes in the mean over classes", () => {
  const two = input("two", "float32", [2, 2]);
  const classes = input("classes", "int64", [2]);
  const feeds = new Map<string, HostTensor>([
    ["two", float32([2, 2], [0, Math.log(3), Math.log(4), 0])],
    ["classes", int64([2], [1, 1])],
  ]);
  const value = (smoothing: number) => evaluate([crossEntropy(two, classes, smoothing)], feeds)[0]!.data[0]!;
  const plain = -(Math.log(3 / 4) + Math.log(1 / 5)) / 2;
  const all = -(Math.log(1 / 4) + Math.log(3 / 4) + Math.log(4 / 5) + Math.log(1 / 5)) / 4;
  expect(value(0)).toBeCloseTo(plain, 6);
  expect(value(0.1)).toBeCloseTo(0.9 * plain + 0.1 * all, 6);
});
