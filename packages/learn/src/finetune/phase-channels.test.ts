import { expect, test } from "vitest";
import { phasesAsChannels } from "./phase-channels.ts";
import type { PreparedImage } from "./prepared-image.ts";

function image(value: number, size: PreparedImage["size"] = [1, 1, 1, 2]): PreparedImage {
  const data = new Float32Array(size.reduce((a, b) => a * b)).fill(value);
  return { data, size, centre: [0, 0], spacing: [1, 1, 1], native: { size: [1, 1, 2], spacingMm: null } };
}

const [ed, es] = [
  { phase: "ed", image: image(1) },
  { phase: "es", image: image(2) },
] as const;

test("end-diastole comes first, whatever the order", () => {
  const together = phasesAsChannels([es, ed], "case a");
  expect([together.size, [...together.data]]).toEqual([
    [2, 1, 1, 2],
    [1, 1, 2, 2],
  ]);
});

test.each([
  ["one phase", [ed], "case a has images of ED: 1, of ES: 0; data.frames: channels needs one of each, of one view"],
  [
    "two views",
    [ed, es, ed, es],
    "case a has images of ED: 2, of ES: 2; data.frames: channels needs one of each, of one view",
  ],
  [
    "other grids",
    [ed, { phase: "es", image: image(2, [1, 1, 2, 2]) }],
    "case a: ED is 1 × 1 × 1 × 2, ES 1 × 1 × 2 × 2",
  ],
] as const)("%s: refused, with what there is", (_, images, message) => {
  expect(() => phasesAsChannels(images, "case a")).toThrow(message);
});
