import { fromColumns, makeGrid, type Volume } from "@cmrkit/imaging";
import type { Session } from "@cmrkit/runtime";
import { expect, test } from "vitest";
import { StudyError } from "../errors.ts";
import { expectedDice } from "./confidence.ts";
import type { SegmentationPlan } from "./plan.ts";
import { segmenterOf } from "./segmenter.ts";

const plan: SegmentationPlan = {
  spacingMm: 1,
  windowSize: 32,
  inputSlices: 3,
  neighbourDistanceMm: 10,
  clipPercentiles: [0, 100],
  batch: 3,
  classes: 4,
  testTimeFlips: true,
};

/** Stands for a network that calls every pixel brighter than the study's mean left ventricle. */
const brightIsHeart: Session = {
  inputNames: ["image"],
  outputNames: ["probabilities"],
  run: async (feeds) => {
    const image = feeds.get("image")!;
    const [B, , S] = image.shape;
    const data = new Float32Array(B! * 4 * S! * S!);
    for (let b = 0; b < B!; b++) {
      for (let at = 0; at < S! * S!; at++) {
        const bright = Number(image.data[(b * 3 + 1) * S! * S! + at]) > 0.5;
        data[(b * 4 + (bright ? 3 : 0)) * S! * S! + at] = 1;
      }
    }
    return new Map([["probabilities", { dtype: "float32", shape: [B!, 4, S!, S!], data }]]);
  },
  dispose: async () => {},
};

const SIZE = 70;

/** Bright discs on dark ground in two slices of two frames. */
function picture(discs: readonly { readonly i: number; readonly j: number; readonly radius: number }[]): Volume {
  const columns = { iAxis: [1, 0, 0], jAxis: [0, 1, 0], kAxis: [0, 0, 10], origin: [0, 0, 0] } as const;
  const data = Float32Array.from({ length: SIZE * SIZE * 4 }, (_, at) => {
    const [i, j] = [at % SIZE, Math.floor(at / SIZE) % SIZE];
    return discs.some((disc) => Math.hypot(i - disc.i, j - disc.j) <= disc.radius) ? 1000 : 100;
  });
  return { grid: makeGrid([SIZE, SIZE, 2], fromColumns("ijk", "lps", columns)), frameCount: 2, data };
}

const segmenter = segmenterOf(brightIsHeart, plan, { name: "bright", sha256: "", licence: "" });

test("the heart is found anywhere in the picture, and every slice of every frame gets its labels", async () => {
  const volume = picture([{ i: 50, j: 22, radius: 11 }]);
  const done: number[] = [];
  const { labels, confidence } = await segmenter.segment(volume, (count, total) => done.push(count / total));
  expect(confidence!.map((slices) => slices.length)).toEqual([2, 2]); // frames, slices
  for (const slices of confidence!) {
    expect(expectedDice(slices, 3)).toBeGreaterThan(0.95); // certain but for interpolated borders
    expect(expectedDice(slices, 3)).toBeLessThan(1);
    expect(expectedDice(slices, 1)).toBeUndefined();
  }
  const wrong = labels.filter((label, at) => label !== (volume.data[at]! > 500 ? 3 : 0)).length;
  expect(wrong).toBeLessThan(4 * Math.PI * 22 * 0.6); // half a pixel of interpolation along four borders
  const inner = volume.data.map((_, at) => Math.hypot((at % SIZE) - 50, (Math.floor(at / SIZE) % SIZE) - 22));
  expect(labels.every((label, at) => (inner[at]! < 10 ? label === 3 : inner[at]! < 12.5 || label === 0))).toBe(true);
  expect(done).toEqual([0.25, 0.5, 0.75, 1]);
});

test("of two bright things the larger is the heart; what lies far from it is left alone", async () => {
  const volume = picture([
    { i: 16, j: 50, radius: 12 },
    { i: 62, j: 6, radius: 4 },
  ]);
  const { labels } = await segmenter.segment(volume);
  expect(labels[50 * SIZE + 16]).toBe(3);
  expect(labels[6 * SIZE + 62]).toBe(0);
});

test("a picture without a heart is refused", async () => {
  const refusal = segmenter.segment(picture([{ i: 20, j: 20, radius: 5 }]));
  await expect(refusal).rejects.toThrow(StudyError);
  await expect(refusal).rejects.toThrow(expect.objectContaining({ kind: "no-heart" }));
});
