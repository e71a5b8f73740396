import type { LabelVolume, Volume } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { gridOf, paint } from "../testing/shapes.ts";
import { type ShapeCheck, shapeCheckNames, shapeNumbers } from "./shape-checks.ts";

const [EXTENT, SLICES] = [96, 9];
const grid = gridOf([EXTENT, EXTENT, SLICES], [1, 1, 10]);
const phases = ["ed", "es"] as const;

/** Discs in one slice of one phase, lengths in mm: a ring of wall about the cavity, and beside it the right cavity. */
interface Slice {
  readonly cavityMm: number;
  readonly wallMm: number;
  readonly rightMm: number;
  readonly x: number;
  readonly rightX: number;
}

type Change = (slice: Slice, k: number, phase: "ed" | "es") => Partial<Slice>;

/** A column of discs that all slices share, but for the ends, which show nothing. */
function sliceAt(k: number, phase: "ed" | "es"): Slice {
  const isShown = k > 0 && k < SLICES - 1;
  const [cavityMm, wallMm] = phase === "ed" ? [20, 8] : [14, 11];
  const shown = { cavityMm, wallMm, rightMm: phase === "ed" ? 15 : 10 };
  return { ...(isShown ? shown : { cavityMm: 0, wallMm: 0, rightMm: 0 }), x: 56, rightX: phase === "ed" ? 14 : 22 };
}

function heart(change: Change = () => ({})): LabelVolume {
  const slices = phases.map((phase) =>
    Array.from({ length: SLICES }, (_, k) => ({ ...sliceAt(k, phase), ...change(sliceAt(k, phase), k, phase) })),
  );
  return paint(grid, (i, j, k, t) => labelAt(slices[t]![k]!, i, j - EXTENT / 2), phases.length);
}

function labelAt({ cavityMm, wallMm, rightMm, x, rightX }: Slice, i: number, y: number): number {
  const radius = Math.hypot(i - x, y);
  if (radius < cavityMm) return LEFT_VENTRICLE;
  if (cavityMm > 0 && radius < cavityMm + wallMm) return MYOCARDIUM;
  return Math.hypot(i - rightX, y) < rightMm ? RIGHT_VENTRICLE : 0;
}

/** Blood bright, all else dark. */
function pictureOf(labels: LabelVolume, bright: readonly number[] = [LEFT_VENTRICLE, RIGHT_VENTRICLE]): Volume {
  const data = Float32Array.from(labels.labels, (label) => (bright.includes(label) ? 1000 : 100));
  return { grid, frameCount: phases.length, data };
}

function numbersOf(labels: LabelVolume, picture = pictureOf(labels)) {
  return shapeNumbers({ labels, picture, endDiastoleIndex: 0, endSystoleIndex: 1 });
}

const isMiddle = (k: number) => k === 4;

describe("a heart of equal discs", () => {
  const numbers = numbersOf(heart());
  test.each([
    "leftAreaJump",
    "cavityAreaJump",
    "rightAreaJump",
    "gaps",
    "sliceShift",
    "openWall",
    "stray",
    "rightTurn",
    "rightApart",
    "phaseShift",
    "outgrown",
    "cavityDark",
    "rightDark",
    "cavityGrowth",
    "rightGrowth",
    "leftLonger",
    "leftShorter",
    "rightShorter",
  ] as const satisfies readonly ShapeCheck[])("is not odd: %s", (check) => {
    expect(numbers[check]).toBeCloseTo(0, 6);
  });

  test("has the wall, the muscle and the stroke volumes that its radii say", () => {
    expect(numbers.thickWall).toBeCloseTo(8, 1);
    expect(numbers.thinWall).toBeCloseTo(1 / 8, 3);
    expect(numbers.noThickening).toBeCloseTo(1 - 11 / 8, 1);
    const muscle = (28 ** 2 - 20 ** 2) / (25 ** 2 - 14 ** 2);
    expect(numbers.muscleChange).toBeCloseTo(Math.abs(Math.log(muscle)), 1);
    const strokes = (20 ** 2 - 14 ** 2) / (15 ** 2 - 10 ** 2);
    expect(numbers.strokeVolumes).toBeCloseTo(Math.log(strokes), 1);
  });
});

const shifted: Change = ({ x }, k, phase) => (isMiddle(k) && phase === "ed" ? { x: x + 9 } : {});
const swollen: Change = (_, k, phase) => (isMiddle(k) && phase === "ed" ? { cavityMm: 24, wallMm: 4 } : {});
const withoutRight: Change = (_, k, phase) => (isMiddle(k) && phase === "ed" ? { rightMm: 0 } : {});
const ofEndSystole =
  (change: Partial<Slice>): Change =>
  (slice, _, phase) =>
    phase === "es" && slice.cavityMm > 0 ? change : {};

test.each<[ShapeCheck, string, Change, number]>([
  ["sliceShift", "a slice lies 9 mm beside its neighbours", shifted, 9],
  ["cavityAreaJump", "a cavity swells from 20 to 24 mm", swollen, 1 - (20 / 24) ** 2],
  ["gaps", "a slice lacks the right cavity", withoutRight, 1],
  ["rightAreaJump", "a slice lacks the right cavity", withoutRight, 1],
  ["phaseShift", "end-systole lies 7 mm away", ofEndSystole({ x: 63, rightX: 29 }), 7],
  [
    "leftLonger",
    "a slice is only there at end-systole",
    (_, k, phase) => (k === 0 && phase === "es" ? sliceAt(4, phase) : {}),
    10,
  ],
  [
    "leftShorter",
    "a slice is not there at end-systole",
    (_, k, phase) => (k === 1 && phase === "es" ? { cavityMm: 0 } : {}),
    10,
  ],
  ["rightShorter", "both phases lack the right cavity in a slice", (_, k) => (k === 1 ? { rightMm: 0 } : {}), 10],
  [
    "cavityGrowth",
    "the phases are exchanged",
    (_, k, phase) => sliceAt(k, phase === "ed" ? "es" : "ed"),
    (20 / 14) ** 2 - 1,
  ],
  [
    "outgrown",
    "the end-systolic cavity reaches beyond the wall",
    ofEndSystole({ cavityMm: 35, wallMm: 4 }),
    1 - (28 / 35) ** 2,
  ],
])("%s: %s", (check, _, change, expected) => {
  expect(numbersOf(heart(change))[check]).toBeCloseTo(expected, 1);
});

test("a right cavity on the other side in one slice turns by half a circle", () => {
  const mirrored: Change = (_, k, phase) => (isMiddle(k) && phase === "ed" ? { x: 32, rightX: 74 } : {});
  expect(numbersOf(heart(mirrored)).rightTurn).toBeCloseTo(180, 1);
});

test("a right cavity that touches no wall counts with its share", () => {
  const apart: Change = (_, k, phase) => (isMiddle(k) && phase === "ed" ? { rightX: 12, rightMm: 5 } : {});
  const { rightApart } = numbersOf(heart(apart));
  const discs = 7 * 10 ** 2 + 6 * 15 ** 2 + 5 ** 2;
  expect(rightApart).toBeCloseTo(5 ** 2 / discs, 2);
});

test("a piece far away is stray, and half a wall leaves the cavity open", () => {
  const whole = heart();
  const [voxels, plane] = [EXTENT * EXTENT * SLICES, EXTENT * EXTENT];
  const edited = (edit: (labels: Uint8Array) => void): LabelVolume => {
    const labels = whole.labels.slice();
    edit(labels);
    return { ...whole, labels };
  };
  const speck = edited((labels) => labels.fill(LEFT_VENTRICLE, 4 * plane + 3, 4 * plane + 13));
  const labelled = whole.labels.subarray(0, voxels).filter((label) => label > 0).length;
  expect(numbersOf(speck).stray).toBeCloseTo(10 / (labelled + 10), 6);
  const halved = edited((labels) => {
    for (let at = 4 * plane; at < 5 * plane; at++)
      if (labels[at] === MYOCARDIUM && at % plane < plane / 2) labels[at] = 0;
  });
  expect(numbersOf(halved).openWall).toBeCloseTo(0.5, 1);
});

test("without contrast half of all pairs of pixels are darker, with it turned round all are", () => {
  const labels = heart();
  expect(numbersOf(labels, pictureOf(labels, [])).cavityDark).toBeCloseTo(0.5, 6);
  const turned = numbersOf(labels, pictureOf(labels, [MYOCARDIUM]));
  expect([turned.cavityDark, turned.rightDark, turned.cavityDarkMean]).toEqual([1, 1, 1]);
});

test("an outline with bays is longer than the box about it", () => {
  const ragged = heart();
  const plane = EXTENT * EXTENT;
  for (
    let i = 30;
    i < 82;
    i += 2 // a comb of single pixels that are cut out along the middle of each slice
  )
    for (let j = 20; j < 48; j++)
      if (ragged.labels[4 * plane + j * EXTENT + i] === MYOCARDIUM) ragged.labels[4 * plane + j * EXTENT + i] = 0;
  expect(numbersOf(ragged).raggedWall).toBeGreaterThan(0.3);
  expect(numbersOf(heart()).raggedWall).toBeLessThan(0.05);
});

test("a heart without a right ventricle leaves its numbers without a value, and throws nothing", () => {
  const numbers = numbersOf(heart(() => ({ rightMm: 0 })));
  expect(shapeCheckNames.filter((name) => !Number.isFinite(numbers[name]))).toEqual(
    expect.arrayContaining(["rightApart", "strokeVolumes"]),
  );
  expect(numbers.thickWall).toBeCloseTo(8, 1);
});
