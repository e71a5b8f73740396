import { expect, test } from "vitest";
import { BOX_PIXEL_MM, heartBox } from "./heart-box.ts";
import { discPhases } from "./testing/disc-phases.ts";

test("a box has its own pixels, whatever those of the picture, about the middle of the labels", () => {
  for (const pixelMm of [1, 1.5, 3]) {
    const box = heartBox(discPhases({ pixelMm, radiusMm: 20, centreMm: [60, 75] }), 64);
    const { labels } = box.phases.ed;
    const labelled = labels.filter((label) => label !== 0).length * BOX_PIXEL_MM ** 2;
    expect(labelled / (Math.PI * 20 ** 2) / box.sliceCount).toBeCloseTo(1, 1);
    expect(middleOf(labels.subarray(0, 64 * 64))).toEqual([expect.closeTo(31.5, 0), expect.closeTo(31.5, 0)]);
  }
});

test("intensities have one scale over both phases, and do not depend on the scanner's", () => {
  const plain = heartBox(discPhases({ pixelMm: 2, radiusMm: 20, centreMm: [60, 60] }), 64);
  const brighter = heartBox(discPhases({ pixelMm: 2, radiusMm: 20, centreMm: [60, 60], gain: 7, offset: 300 }), 64);
  const differences = plain.phases.es.picture.map((value, at) => Math.abs(value - brighter.phases.es.picture[at]!));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
});

test("outlines that are nowhere leave the box in the middle of the picture", () => {
  const phases = discPhases({ pixelMm: 2, radiusMm: 0, centreMm: [60, 60] });
  expect(heartBox(phases, 64).phases.ed.labels.some(Boolean)).toBe(false);
});

function middleOf(labels: Uint8Array): readonly [number, number] {
  let [n, x, y] = [0, 0, 0];
  labels.forEach((label, at) => {
    if (label === 0) return;
    n += 1;
    x += at % 64;
    y += Math.floor(at / 64);
  });
  return [x / n, y / n];
}
