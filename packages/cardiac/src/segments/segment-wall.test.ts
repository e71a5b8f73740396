import { fromColumns, makeGrid } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { type RingHeart, ringHearts, type Storage } from "../testing/ring-heart.ts";
import { blockHearts } from "../testing/shapes.ts";
import { segmentWalls } from "./segment-wall.ts";

const pair = { endDiastoleIndex: 0, endSystoleIndex: 1 };

/** Thickest 30° over the septum, by 3 mm either way: each segment has a thickness of its own. */
const uneven = (mean: number) => (degrees: number) => mean + 3 * Math.cos(((degrees - 30) * Math.PI) / 180);
const beat: readonly RingHeart[] = [
  { cavityMm: 25, wallMm: uneven(10) },
  { cavityMm: 17, wallMm: uneven(14) },
];

const heart = ringHearts(beat);

/** Mean of the wall between two directions. */
function meanBetween(wall: (degrees: number) => number, from: number, to: number): number {
  const steps = Array.from({ length: to - from }, (_, n) => wall(from + n + 0.5));
  return steps.reduce((sum, mm) => sum + mm, 0) / steps.length;
}

/** Where segments begin and end, in degrees from the anterior insertion: by number, 1–6 and 13–16. */
const sixths = [
  [300, 360],
  [0, 60],
  [60, 120],
  [120, 180],
  [180, 240],
  [240, 300],
] as const;
const quarters = [
  [285, 375],
  [15, 105],
  [105, 195],
  [195, 285],
] as const;
const bounds = [...sixths, ...sixths, ...quarters];

const storages: Readonly<Record<string, Storage>> = {
  "base first, seen from the apex": {},
  "apex first": { isApexFirst: true },
  "rows mirrored": { isMirrored: true },
  "apex first and mirrored": { isApexFirst: true, isMirrored: true },
  "turned by 130°": { turnDegrees: 130 },
  "turned and mirrored, pixels of 1.5 mm": { turnDegrees: -70, isMirrored: true, pixelMm: 1.5 },
};

describe.each(Object.entries(storages))("a stack %s", (_name, storage) => {
  const labels = ringHearts(beat, storage);
  const voxel = storage.pixelMm ?? 1;
  const { segments } = segmentWalls(labels, pair);

  test("shows the thickness of every segment, within half a pixel", () => {
    for (const [n, { name, endDiastolicThicknessMm, endSystolicThicknessMm }] of segments.entries()) {
      const [from, to] = bounds[n]!;
      expect(
        Math.abs(Number(endDiastolicThicknessMm) - meanBetween(uneven(10), from, to)),
        `${name} at ED`,
      ).toBeLessThan(0.5 * voxel);
      expect(
        Math.abs(Number(endSystolicThicknessMm) - meanBetween(uneven(14), from, to)),
        `${name} at ES`,
      ).toBeLessThan(0.5 * voxel);
    }
  });

  test("shows thickening, within a twelfth", () => {
    for (const [n, { name, thickeningPercent }] of segments.entries()) {
      const [from, to] = bounds[n]!;
      const exact = 100 * (meanBetween(uneven(14), from, to) / meanBetween(uneven(10), from, to) - 1);
      expect(Math.abs(Number(thickeningPercent) - exact), name).toBeLessThan(8 * voxel);
    }
  });
});

test("towards the apex sectors keep the direction of the mid slices, where a right ventricle that narrows has lost it", () => {
  const [X, Y, Z] = heart.grid.size;
  const isApical = (at: number) => Math.floor(at / (X * Y)) % Z >= 6;
  const isLow = (at: number) => Math.floor(at / X) % Y > Y / 2;
  const narrowed = heart.labels.map((label, at) =>
    label === RIGHT_VENTRICLE && isApical(at) && !isLow(at) ? 0 : label,
  );
  expect(segmentWalls({ ...heart, labels: narrowed }, pair).segments).toEqual(segmentWalls(heart, pair).segments);
});

test("the mid-wall of an even ring shortens alike in every segment of a level, within 1 in 100", () => {
  const even = ringHearts([
    { cavityMm: 25, wallMm: () => 10 },
    { cavityMm: 17, wallMm: () => 14 },
  ]);
  const basal = segmentWalls(even, pair).segments.slice(0, 6);
  for (const { circumferentialStrainPercent, name } of basal) {
    expect(Math.abs(Number(circumferentialStrainPercent) - 100 * (24 / 30 - 1)), name).toBeLessThan(1);
  }
});

test("strain compares each slice with itself: a base that leaves the stack by end-systole lengthens no segment", () => {
  const frames = [
    { cavityMm: 25, wallMm: () => 10 },
    { cavityMm: 17, wallMm: () => 14 },
  ];
  const even = ringHearts(frames);
  const [X, Y, Z] = even.grid.size;
  const hasLeft = (at: number) => at >= X * Y * Z && at < X * Y * (Z + 2);
  const moved = { ...even, labels: even.labels.map((label, at) => (hasLeft(at) ? 0 : label)) };
  const [whole, shortened] = [segmentWalls(even, pair).segments, segmentWalls(moved, pair).segments];
  for (const [n, { circumferentialStrainPercent, name }] of shortened.entries()) {
    if (n < 6) continue;
    const change = Number(circumferentialStrainPercent) - Number(whole[n]!.circumferentialStrainPercent);
    expect(Math.abs(change), name).toBeLessThan(1); // the direction of the insertion may come from another slice
  }
  for (const { circumferentialStrainPercent, name } of shortened.slice(0, 6)) {
    expect(Math.abs(Number(circumferentialStrainPercent) + 20), name).toBeLessThan(1); // of the third slice alone
  }
});

describe("segments are not measurable", () => {
  test("where the stack does not taper: neither end is the apex", () => {
    const { orientation, segments } = segmentWalls(
      blockHearts([
        { cavity: 20, rightCavity: 18 },
        { cavity: 12, rightCavity: 9 },
      ]),
      pair,
    );
    expect(orientation).toEqual({
      notMeasurable: "the cavities do not taper, so neither end of the stack is the apex",
    });
    expect(segments).toHaveLength(16);
    expect(segments[0]!.thickeningPercent).toEqual(orientation);
  });

  test("where coordinates would turn the heart round, unless the caller says how it is seen", () => {
    const { matrix } = heart.grid.ijkToLps;
    const column = (c: number) => [matrix[c]!, matrix[4 + c]!, matrix[8 + c]!] as const;
    const negative = ([x, y, z]: readonly [number, number, number]) => [-x, -y, -z] as const;
    const columns = { iAxis: column(0), jAxis: column(1), kAxis: negative(column(2)), origin: column(3) };
    const grid = makeGrid(heart.grid.size, fromColumns("ijk", "lps", columns));
    const turned = { ...heart, grid };
    expect(segmentWalls(turned, pair).orientation).toEqual({
      notMeasurable: "by its labels and coordinates the heart would point to the patient's right, back and head",
    });
    const told = segmentWalls(turned, pair, { seenFrom: "apex" });
    expect(told.orientation).toMatchObject({ seenFrom: "apex", seenFromBy: "caller" });
    expect(told.segments).toEqual(segmentWalls(heart, pair).segments);
  });

  test("without a right ventricle", () => {
    const alone = { ...heart, labels: heart.labels.map((label) => (label === RIGHT_VENTRICLE ? 0 : label)) };
    expect(segmentWalls(alone, pair).segments[4]!.endDiastolicThicknessMm).toEqual({
      notMeasurable: "no right ventricle is labelled and no insertion of it is marked",
    });
  });

  test("where their wall is open, and only there", () => {
    const [X, Y, Z] = heart.grid.size;
    const lateral = (at: number) => at < X * Y * Z && at % X > X / 2 + 5;
    const open = {
      ...heart,
      labels: heart.labels.map((label, at) => (label === MYOCARDIUM && lateral(at) ? 0 : label)),
    };
    const { segments } = segmentWalls(open, pair);
    expect(segments[4]!.endDiastolicThicknessMm).toEqual({
      notMeasurable: "less than half of the segment's endocardium has wall around it",
    });
    expect(segments[4]!.endSystolicThicknessMm).toBeTypeOf("number");
    expect(segments[1]!.endDiastolicThicknessMm).toBeTypeOf("number");
  });
});
