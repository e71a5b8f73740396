import { evaluate, input, type Tensor } from "@cmrkit/graph";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { describe, expect, test } from "vitest";
import { expectGradients } from "../testing/expect-gradients.ts";
import { landmarkCoordinateLoss, relativePositions } from "./landmark-coordinate-loss.ts";
import { wingLoss } from "./wing.ts";

const predicted = input("predicted", "float32", [2, 6]);
const target = input("target", "float32", [2, 6]);
const present = input("present", "float32", [2, 3]);

const feeds = new Map<string, HostTensor>([
  ["predicted", float32([2, 6], [10, 20, 30, 44, 50, 61, 12, 25, 70, 33, 40, 3])],
  ["target", float32([2, 6], [10.5, 17, 30, 40, 38, 61.25, 13, 26, 55, 33.5, 41, 2])],
  ["present", float32([2, 3], [1, 1, 1, 1, 0, 1])],
]);

function value(loss: Tensor, fed = feeds): number {
  return evaluate([loss], fed)[0]!.data[0] as number;
}

describe("the wing loss", () => {
  const [p, t] = ["p", "t"].map((name) => input(name, "float32", [1, 1]));
  const ofError = (error: number) =>
    value(
      wingLoss(p!, t!),
      new Map([
        ["p", float32([1, 1], [error])],
        ["t", float32([1, 1], [0])],
      ]),
    );

  test("is w·ln(1 + |e| / ε) near the target and |e| − C beyond, and both meet at w", () => {
    expect(ofError(-4)).toBeCloseTo(10 * Math.log(3), 6);
    expect(ofError(0)).toBe(0);
    expect(ofError(30) - ofError(20)).toBeCloseTo(10, 6);
    expect(ofError(10)).toBeCloseTo(10 * Math.log(6), 6);
    expect(ofError(10 - 1e-5)).toBeCloseTo(ofError(10), 4);
  });

  test("equals the value of the original's formula in PyTorch", () => {
    expect(value(wingLoss(predicted, target))).toBeCloseTo(7.070293775, 6);
  });
});

describe("the loss of landmark coordinates", () => {
  test("adds the loss of relative positions; its value is that of the original's formula in PyTorch", () => {
    expect(value(landmarkCoordinateLoss(predicted, target))).toBeCloseTo(18.825950777, 6);
  });

  test("sees each landmark from the mean of the others", () => {
    const relative = evaluate([relativePositions(predicted)], feeds)[0]!.data;
    expect([...relative].slice(0, 6)).toEqual([-30, -32.5, 0, 3.5, 30, 29]);
    const pair = input("pair", "float32", [1, 4]);
    const ofTwo = evaluate([relativePositions(pair)], new Map([["pair", float32([1, 4], [1, 2, 5, 9])]]))[0]!.data;
    expect([...ofTwo]).toEqual([-4, -7, 4, 7]);
  });

  test("forgives a shift of all landmarks in its second part only", () => {
    const shifted = new Map([
      ...feeds,
      [
        "predicted",
        float32(
          [2, 6],
          [...feeds.get("target")!.data].map((x) => Number(x) + 4),
        ),
      ],
    ]);
    expect(value(landmarkCoordinateLoss(predicted, target), shifted)).toBeCloseTo(10 * Math.log(3), 6);
  });

  test("does not ask where a missing landmark is, nor how the others lie to it", () => {
    const loss = landmarkCoordinateLoss(predicted, target, { present });
    const moved = new Map([...feeds, ["target", float32([2, 6], [10.5, 17, 30, 40, 38, 61.25, 13, 26, 0, 0, 41, 2])]]);
    expect(value(loss, moved)).toBe(value(loss));
    // coordinates of five points; relative positions of the first sample
    const near = (e: number) => 10 * Math.log(1 + e / 2);
    const far = (e: number) => e - 10 + near(10);
    const absolute = [near(0.5), near(3), 0, near(4), far(12), near(0.25), near(1), near(1), near(1), near(1)];
    const relative = [near(6.5), near(1.125), near(5.75), near(2.625), far(12.25), near(3.75)];
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    expect(value(loss)).toBeCloseTo(mean(absolute) + mean(relative), 5);
  });

  test("has gradients that agree with central differences, with and without missing landmarks", () => {
    const away = new Map([
      ...feeds,
      ["target", float32([2, 6], [10.5, 17, 30.5, 40, 38, 61.25, 13, 26, 55, 33.5, 41, 2])],
    ]);
    for (const options of [{}, { present }])
      expectGradients(landmarkCoordinateLoss(predicted, target, options), new Map([["predicted", predicted]]), away);
  });

  test("refuses one point, an odd number of coordinates, and targets of another shape", () => {
    const of = (n: number) => input(`of ${n}`, "float32", [2, n]);
    for (const [p, t] of [
      [of(2), of(2)],
      [of(5), of(5)],
      [of(6), of(4)],
    ] as const)
      expect(() => landmarkCoordinateLoss(p, t)).toThrow("coordinates must be (B, 2·L) of two landmarks or more");
  });
});
