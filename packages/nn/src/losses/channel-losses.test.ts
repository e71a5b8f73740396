/** Losses of channels that are compared one by one with targets: squares, binary cross entropy, sigmoid Dice. */
import { evaluate, input, type Tensor } from "@cmrkit/graph";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { expectGradients } from "../testing/expect-gradients.ts";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { sigmoidDiceLoss } from "./sigmoid-dice.ts";

const shape = [2, 2, 3];
const predicted = input("predicted", "float32", shape);
const target = input("target", "float32", shape);
const weights = input("weights", "float32", [2, 2]);

const feeds = new Map<string, HostTensor>([
  ["predicted", float32(shape, [0.5, -1.25, 2, 1.5, 0.25, -0.75, -0.5, 1, 0.125, 0.75, 0.75, -2])],
  ["target", float32(shape, [0, 1, 0.25, 1, 0.5, 0, 0, 0, 1, 0.75, 1, 0])],
  ["weights", float32([2, 2], [1, 0, 1, 0])],
]);

/** Every number of the channels of weight 0 is another. */
const otherwise = new Map<string, HostTensor>([
  ...feeds,
  ["target", float32(shape, [0, 1, 0.25, 0.5, 0.5, 0.5, 0, 0, 1, 0.25, 0.25, 0.25])],
]);

function value(loss: Tensor, fed = feeds): number {
  return evaluate([loss], fed)[0]!.data[0] as number;
}

const losses = { meanSquaredError, binaryCrossEntropy, sigmoidDiceLoss };

// PyTorch 2.15 in float64 on the same numbers: `mse_loss`, `binary_cross_entropy_with_logits`, and the formula of MONAI's
// `DiceLoss` on sigmoid probabilities
const expected = { meanSquaredError: 1.27734375, binaryCrossEntropy: 0.741688793, sigmoidDiceLoss: 0.469207847 };
const diceOfKnownChannels = (0.702345842 + 0.597537218) / 2;

describe.each(Object.entries(losses))("%s", (name, loss) => {
  test("equals PyTorch's value", () => {
    expect(value(loss(predicted, target))).toBeCloseTo(expected[name as keyof typeof expected], 7);
  });

  test("is unmoved by weights that are all 1, and by targets of weight 0", () => {
    const ones = new Map<string, HostTensor>([...feeds, ["weights", float32([2, 2], [1, 1, 1, 1])]]);
    expect(value(loss(predicted, target, weights), ones)).toBeCloseTo(value(loss(predicted, target)), 10);
    expect(value(loss(predicted, target, weights), otherwise)).toBe(value(loss(predicted, target, weights)));
  });

  test("is 0 where no target is known", () => {
    const none = new Map<string, HostTensor>([...feeds, ["weights", float32([2, 2], [0, 0, 0, 0])]]);
    expect(value(loss(predicted, target, weights), none)).toBe(0);
  });

  test("has gradients that agree with central differences, with and without weights", () => {
    for (const scalar of [loss(predicted, target), loss(predicted, target, weights)])
      expectGradients(scalar, new Map([["predicted", predicted]]), feeds);
  });
});

test("binary cross entropy of sure logits neither overflows nor loses the error", () => {
  const three = (name: string) => input(name, "float32", [1, 3]);
  const fed = new Map<string, HostTensor>([
    ["predicted", float32([1, 3], [200, -200, 0])],
    ["target", float32([1, 3], [0, 0, 1])],
  ]);
  const exact = (200 + 0 + Math.log(2)) / 3;
  expect(value(binaryCrossEntropy(three("predicted"), three("target")), fed)).toBeCloseTo(exact, 9);
});

test("the sigmoid Dice loss takes the mean over the channels whose target is known", () => {
  expect(value(sigmoidDiceLoss(predicted, target, weights))).toBeCloseTo(diceOfKnownChannels, 7);
});

test("the sigmoid Dice loss of overlapping channels is 0 when each is right by itself", () => {
  const fed = new Map<string, HostTensor>([
    ["predicted", float32(shape, [60, 60, -60, -60, 60, 60, 60, 60, 60, -60, -60, -60])],
    ["target", float32(shape, [1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0])],
  ]);
  expect(value(sigmoidDiceLoss(predicted, target), fed)).toBeCloseTo(0, 10);
});
