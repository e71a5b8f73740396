import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { connectedComponents } from "./connected-components.ts";
import { contours, signedArea } from "./contours.ts";
import { blockHearts, gridOf, paint } from "./testing/shapes.ts";

const first = { frameIndex: 0, sliceIndex: 0 };
const area = (polygons: ReturnType<typeof contours>) => polygons.reduce((sum, polygon) => sum + signedArea(polygon), 0);

test("a single voxel is a diamond, clockwise with j downwards", () => {
  const labels = paint(gridOf([3, 3, 1], [1, 1, 8]), (i, j) => (i === 1 && j === 1 ? 3 : 0));
  const [diamond, ...others] = contours(labels, first, [3]);
  expect(others).toEqual([]);
  expect(diamond).toEqual([
    [0.5, 1],
    [1, 0.5],
    [1.5, 1],
    [1, 1.5],
  ]);
  expect(signedArea(diamond!)).toBe(0.5);
});

test("a circle of 20 voxels has its area and its length within the staircase's error", () => {
  const labels = paint(gridOf([64, 64, 1], [1, 1, 8]), (i, j) => Number((i - 31.5) ** 2 + (j - 31.5) ** 2 <= 400));
  const voxels = labels.labels.reduce((sum, label) => sum + label, 0);
  const [circle] = contours(labels, first, [1]);
  expect(signedArea(circle!)).toBe(voxels - 0.5);
  expect(Math.abs(signedArea(circle!) / (Math.PI * 400) - 1)).toBeLessThan(0.01);
  for (const [i, j] of circle!) expect(Math.abs(Math.hypot(i - 31.5, j - 31.5) - 20)).toBeLessThan(1);
});

test("a wall has an outer contour and a hole of opposite sign", () => {
  const labels = blockHearts([{ cavity: 20, rightCavity: 10 }]);
  const slice = { frameIndex: 0, sliceIndex: 4 };
  const areas = contours(labels, slice, [2]).map(signedArea);
  expect(areas).toEqual([28 * 28 - 0.5, -(20 * 20 - 0.5)]);
  expect(contours(labels, slice, [2, 3]).map(signedArea)).toEqual([28 * 28 - 0.5]);
});

test("areas add up to voxels − (pieces − holes) / 2 for any picture", () => {
  const random = randomStream("contours");
  const [X, Y] = [17, 13];
  for (const density of [0.1, 0.4, 0.6, 0.9]) {
    const labels = paint(gridOf([X, Y, 1], [1, 1, 8]), () => Number(random.uniform() < density));
    const voxels = labels.labels.reduce((sum, label) => sum + label, 0);
    const pieces = connectedComponents([X, Y, 1], (at) => labels.labels[at] === 1, 6).sizes.length;
    // Background with a rim of one voxel round the picture, connected over corners: one component is the outside.
    const isBackground = (at: number) => {
      const [i, j] = [(at % (X + 2)) - 1, Math.floor(at / (X + 2)) - 1];
      return i < 0 || i >= X || j < 0 || j >= Y || labels.labels[j * X + i] === 0;
    };
    const holes = connectedComponents([X + 2, Y + 2, 1], isBackground, 26).sizes.length - 1;
    const polygons = contours(labels, first, [1]);
    expect(polygons).toHaveLength(pieces + holes);
    expect(polygons.filter((polygon) => signedArea(polygon) < 0)).toHaveLength(holes);
    expect(area(polygons)).toBe(voxels - (pieces - holes) / 2);
  }
});

test("straight runs keep their ends only", () => {
  const labels = paint(gridOf([12, 6, 1], [1, 1, 8]), () => 2);
  expect(contours(labels, first, [2])).toEqual([expect.objectContaining({ length: 8 })]);
});

test("nothing labelled gives no contour; a slice that is not there is refused", () => {
  const labels = paint(gridOf([4, 4, 2], [1, 1, 8]), () => 0);
  expect(contours(labels, first, [3])).toEqual([]);
  expect(() => contours(labels, { frameIndex: 0, sliceIndex: 2 }, [3])).toThrow(
    expect.objectContaining({ kind: "frame" }),
  );
  expect(() => contours(labels, { frameIndex: 1, sliceIndex: 0 }, [3])).toThrow(
    expect.objectContaining({ kind: "bad-window" }),
  );
});
