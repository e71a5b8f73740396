import { evaluate, input } from "@cmrkit/graph";
import { float32, type HostTensor } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { landmarkCoordinatesTask } from "../tasks/landmark-coordinates.ts";
import { landmarkHeatMapTask } from "../tasks/landmark-heatmap.ts";
import { type LandmarkTarget, landmarkTensor } from "./target.ts";

/** A quarter turn about (20, 10), two pixels of the image in one of the window. */
const transform = { centreI: 20, centreJ: 10, a: 0, b: -2, c: 2, d: 0 };
const place = { transform, firstSlice: 0, slices: 1, size: 9 };
const about = { kind: "landmarks", native: [], view: "lax_4c", spacingMm: null } as const;
const points = [
  [20, 14],
  [26, 10],
  [20, 40],
] as const;

test("coordinates turn with the window, and one beyond its border says so", () => {
  const target: LandmarkTarget = { ...about, points, learntAs: { kind: "coordinates" } };
  const { shape, data } = landmarkTensor([{ target, place }]);
  expect(shape).toEqual([1, 3, 3]);
  // i = 20 − 2v, j = 10 + 2u from the middle (4, 4)
  expect([...data]).toEqual([6, 4, 1, 4, 1, 1, 19, 4, 0]);
});

test("heat maps are highest where the turned landmark is, and empty for one outside", () => {
  const target: LandmarkTarget = { ...about, points, learntAs: { kind: "heat maps", sigmaPixels: 1 } };
  const { shape, data } = landmarkTensor([
    { target, place },
    { target, place },
  ]);
  expect(shape).toEqual([2, 3, 9, 9]);
  expect([data[4 * 9 + 6], data[81 + 1 * 9 + 4], data[3 * 81 + 4 * 9 + 6]]).toEqual([1, 1, 1]);
  expect(Math.max(...Array.from(data.subarray(2 * 81, 3 * 81), Number))).toBeLessThan(1e-6);
});

function lossOf(task: ReturnType<typeof landmarkHeatMapTask>, logits: HostTensor, target: HostTensor): number {
  const answer = input("logits", "float32", logits.shape);
  const feeds = new Map([
    ["logits", logits],
    ["target", target],
  ]);
  return Number(evaluate([task.loss(answer, "target")], feeds)[0]!.data[0]);
}

test("the coordinate loss is 0 for the truth as fractions from the middle, whatever a landmark outside is said to be", () => {
  const task = landmarkCoordinatesTask(3, 9);
  const target = landmarkTensor([{ target: { ...about, points, learntAs: { kind: "coordinates" } }, place }]);
  const right = [2 / 9, 0, 0, -3 / 9];
  expect(lossOf(task, float32([1, 6], [...right, 7, 7]), target)).toBeCloseTo(0, 6);
  // an x that is off by one pixel: wing 10·ln(1 + 1/2) over the four known coordinates
  const off = lossOf(task, float32([1, 6], [3 / 9, 0, 0, -3 / 9, 0, 0]), target);
  expect(off).toBeCloseTo((10 * Math.log(1.5)) / 4, 5);
});

test("the heat map loss falls towards the truth", () => {
  const task = landmarkHeatMapTask(3);
  const target = landmarkTensor([
    { target: { ...about, points, learntAs: { kind: "heat maps", sigmaPixels: 1 } }, place },
  ]);
  const logits = (slope: number) =>
    float32(
      target.shape,
      Array.from(target.data, Number).map((height) => slope * (height - 0.5)),
    );
  const losses = [0, 2, 6].map((slope) => lossOf(task, logits(slope), target));
  expect(losses[1]).toBeLessThan(losses[0]!);
  expect(losses[2]).toBeLessThan(losses[1]!);
});
