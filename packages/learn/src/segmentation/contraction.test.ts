import { expect, test } from "vitest";
import { contractWindow } from "./contraction.ts";

const SIZE = 96;
const middle = (SIZE - 1) / 2 + 5;

/** A cavity of 16 pixels' radius in a wall of 8, and a picture that is its labels, in two planes. */
function ring() {
  const labels = BigInt64Array.from({ length: SIZE * SIZE }, (_, at) => {
    const r = Math.hypot((at % SIZE) - middle, Math.floor(at / SIZE) - middle);
    if (r > 24) return 0n;
    return r < 16 ? 3n : 2n;
  });
  return { labels, window: Float32Array.from([...labels, ...labels], Number) };
}

const areas = (labels: BigInt64Array) => [2n, 3n].map((label) => labels.filter((one) => one === label).length);

function bent(area: number) {
  const { labels, window } = ring();
  contractWindow(window, labels, SIZE, area);
  return { labels, window };
}

test.each([0.1, 0.4, 0.8, 1.5])("a cavity of %d of its area is left, and the wall keeps its own", (area) => {
  const [wall, cavity] = areas(ring().labels);
  const [wallAfter, cavityAfter] = areas(bent(area).labels);
  expect(Math.abs(cavityAfter! / cavity! - area)).toBeLessThan(0.04); // nearest pixels
  expect(Math.abs(wallAfter! / wall! - 1)).toBeLessThan(0.05);
});

test("picture and labels move together in every plane, and far away nothing does", () => {
  const { labels, window } = bent(0.2);
  for (const start of [0, SIZE * SIZE]) {
    const wrong = labels.filter((label, at) => Math.abs(window[start + at]! - Number(label)) > 1).length;
    expect(wrong / (SIZE * SIZE)).toBeLessThan(0.01); // mixtures on edges alone
  }
  expect(window[0]).toBe(0);
  expect(labels.slice(0, SIZE)).toEqual(ring().labels.slice(0, SIZE));
});

test.each([0.05, 2])("the map never folds: along a ray labels come in their order (%d)", (area) => {
  const { labels } = bent(area);
  const row = Math.round(middle) * SIZE;
  const ray = Array.from({ length: 40 }, (_, r) => Number(labels[row + Math.round(middle) + r]));
  expect(ray).toEqual(ray.toSorted((a, b) => rank(a) - rank(b)));
});

const rank = (label: number) => [3, 2, 0].indexOf(label);

test("a window without a left ventricle stays as it is", () => {
  const labels = new BigInt64Array(SIZE * SIZE).fill(1n);
  const window = Float32Array.from(labels, Number);
  contractWindow(window, labels, SIZE, 2);
  expect(window.every((value) => value === 1)).toBe(true);
});
