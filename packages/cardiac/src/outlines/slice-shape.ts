/** The heart in one short-axis slice of labels, in numbers that a mistaken outline changes. */
import { connectedComponents } from "../connected-components.ts";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import type { LabelledBox, LabelledFrame } from "./labelled-box.ts";

export interface SliceShape {
  readonly cavityMm2: number;
  readonly wallMm2: number;
  readonly rightMm2: number;
  /** Middle of cavity and wall in the plane; nothing where there is neither. */
  readonly centreMm: readonly [x: number, y: number] | undefined;
  /** Middle of the right cavity; nothing where it is not. */
  readonly rightCentreMm: readonly [x: number, y: number] | undefined;
  /** Share of the cavity's outline that borders on anything but wall; 0 without a cavity. */
  readonly openShare: number;
  /** Whether the right cavity borders on the wall, or is not there. */
  readonly rightTouches: boolean;
  /** By how much the outline of cavity and wall is longer than that of a shape without bays: 0 is without. */
  readonly raggedness: number;
  /** Area outside the largest piece of each structure. */
  readonly strayMm2: number;
  /** How often a pixel of the left, of the right cavity is darker than one of the wall; ½ is no contrast. 0 where one is absent. */
  readonly cavityDarker: number;
  readonly rightDarker: number;
}

/** Every slice of a frame, in the grid's order. */
export function sliceShapes(
  { labels, intensities }: LabelledFrame,
  { size, spacingMm }: LabelledBox,
): readonly SliceShape[] {
  const [X, Y, Z] = size;
  const [dx, dy] = spacingMm;
  return Array.from({ length: Z }, (_, k) => {
    const [from, to] = [k * X * Y, (k + 1) * X * Y];
    return shapeOf(labels.subarray(from, to), intensities.subarray(from, to), [X, Y], [dx, dy]);
  });
}

type Pair = readonly [x: number, y: number];

function shapeOf(slice: Uint8Array, intensities: Float32Array, size: Pair, spacing: Pair): SliceShape {
  const valuesOf = (label: number) => intensities.filter((_, at) => slice[at] === label).sort();
  const wallValues = valuesOf(MYOCARDIUM);
  const pixelMm2 = spacing[0] * spacing[1];
  const count = (label: number) => slice.reduce((n, each) => n + Number(each === label), 0);
  const borders = countBorders(slice, size);
  const [cavity, wall, right] = [count(LEFT_VENTRICLE), count(MYOCARDIUM), count(RIGHT_VENTRICLE)];
  return {
    cavityMm2: cavity * pixelMm2,
    wallMm2: wall * pixelMm2,
    rightMm2: right * pixelMm2,
    centreMm: cavity + wall === 0 ? undefined : centreOf(slice, size, spacing, isLeft),
    rightCentreMm: right === 0 ? undefined : centreOf(slice, size, spacing, isRight),
    openShare: borders.cavity === 0 ? 0 : 1 - borders.cavityToWall / borders.cavity,
    rightTouches: right === 0 || borders.rightToWall > 0,
    raggedness: raggednessOf(slice, size, borders.epicardium),
    strayMm2: strayPixels(slice, size) * pixelMm2,
    cavityDarker: darkerShare(valuesOf(LEFT_VENTRICLE), wallValues),
    rightDarker: darkerShare(valuesOf(RIGHT_VENTRICLE), wallValues),
  };
}

/** Edges between pixels. The picture's rim counts as background. */
interface Borders {
  readonly cavity: number;
  readonly cavityToWall: number;
  readonly rightToWall: number;
  readonly epicardium: number;
}

function countBorders(slice: Uint8Array, [X, Y]: Pair): Borders {
  const borders = { cavity: 0, cavityToWall: 0, rightToWall: 0, epicardium: 0 };
  slice.forEach((label, at) => {
    if (label === 0) return;
    const [i, j] = [at % X, Math.floor(at / X)];
    const neighbours = [
      i > 0 ? slice[at - 1]! : 0,
      i < X - 1 ? slice[at + 1]! : 0,
      j > 0 ? slice[at - X]! : 0,
      j < Y - 1 ? slice[at + X]! : 0,
    ];
    for (const other of neighbours) {
      if (label === LEFT_VENTRICLE && other !== label) borders.cavity += 1;
      if (label === LEFT_VENTRICLE && other === MYOCARDIUM) borders.cavityToWall += 1;
      if (label === RIGHT_VENTRICLE && other === MYOCARDIUM) borders.rightToWall += 1;
      if (isLeft(label) && !isLeft(other)) borders.epicardium += 1;
    }
  });
  return borders;
}

function isLeft(label: number): boolean {
  return label === LEFT_VENTRICLE || label === MYOCARDIUM;
}

function isRight(label: number): boolean {
  return label === RIGHT_VENTRICLE;
}

function centreOf(slice: Uint8Array, [X]: Pair, [dx, dy]: Pair, isIn: (label: number) => boolean): Pair {
  let [n, x, y] = [0, 0, 0];
  slice.forEach((label, at) => {
    if (!isIn(label)) return;
    n += 1;
    x += (at % X) * dx;
    y += Math.floor(at / X) * dy;
  });
  return [x / n, y / n];
}

/** A shape without bays has as many pixel edges as the box about it. */
function raggednessOf(slice: Uint8Array, [X, Y]: Pair, edges: number): number {
  let [left, right, top, bottom] = [X, -1, Y, -1];
  slice.forEach((label, at) => {
    if (!isLeft(label)) return;
    const [i, j] = [at % X, Math.floor(at / X)];
    [left, right] = [Math.min(left, i), Math.max(right, i)];
    [top, bottom] = [Math.min(top, j), Math.max(bottom, j)];
  });
  return right < 0 ? 0 : edges / (2 * (right - left + bottom - top + 2)) - 1;
}

function strayPixels(slice: Uint8Array, [X, Y]: Pair): number {
  return [RIGHT_VENTRICLE, MYOCARDIUM, LEFT_VENTRICLE].reduce((sum, label) => {
    const { sizes } = connectedComponents([X, Y, 1], (at) => slice[at] === label, 26);
    return sum + sizes.reduce((total, size) => total + size, 0) - Math.max(0, ...sizes);
  }, 0);
}

/** Share of all pairs in which the first is smaller, ties by half: 1 − area under the ROC curve. Both are sorted. */
function darkerShare(cavity: Float32Array, wall: Float32Array): number {
  if (cavity.length === 0 || wall.length === 0) return 0;
  let [below, upTo, pairs] = [0, 0, 0];
  for (const value of wall) {
    while (below < cavity.length && cavity[below]! < value) below += 1;
    while (upTo < cavity.length && cavity[upTo]! <= value) upTo += 1;
    pairs += (below + upTo) / 2;
  }
  return pairs / (cavity.length * wall.length);
}
