import { type LabelVolume, makeGrid } from "@cmrkit/imaging";
import { expect, test } from "vitest";
import { measureFunction, measureFunctionFromPair } from "./measure-function.ts";
import { type BlockHeart, blockHearts, paint } from "./testing/shapes.ts";

const kindsOf = (labels: LabelVolume) => measureFunction(labels).warnings.map(({ kind }) => kind);
const ED: BlockHeart = { cavity: 20, rightCavity: 14 };
const ES: BlockHeart = { cavity: 10, rightCavity: 7 };

/** Sixteen frames from end-diastole to end-systole and back. */
const smooth = Array.from({ length: 16 }, (_, t): BlockHeart => {
  const contraction = (1 - Math.cos((2 * Math.PI * t) / 16)) / 2;
  return { cavity: Math.round(20 - 10 * contraction), rightCavity: Math.round(14 - 7 * contraction) };
});

function edited(labels: LabelVolume, edit: (label: number, i: number, j: number, k: number) => number): LabelVolume {
  const [X, Y, Z] = labels.grid.size;
  return {
    ...labels,
    labels: labels.labels.map((label, at) => edit(label, at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y)) % Z)),
  };
}

test("a smooth cine raises no warning", () => {
  expect(kindsOf(blockHearts(smooth))).toEqual([]);
});

test("a frame that leaves its neighbours is named", () => {
  const jumping = smooth.with(5, { cavity: 19, rightCavity: smooth[5]!.rightCavity });
  const { warnings } = measureFunction(blockHearts(jumping));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ kind: "volume-curve-not-smooth" });
  expect(warnings[0]!.message).toMatch(/left ventricular cavity jumps at frame .*5/);
});

test("stroke volumes more than half their mean apart raise a warning", () => {
  // left 64 ml; right 26.9 and 44.8 ml
  expect(kindsOf(blockHearts([ED, { cavity: 10, rightCavity: 11 }]))).toEqual(["stroke-volumes-differ"]);
  expect(kindsOf(blockHearts([ED, { cavity: 10, rightCavity: 9 }]))).toEqual([]);
});

test("a ventricle still wide in the last slice may be cut off, a tip is not", () => {
  const reaching = (width: number) =>
    edited(blockHearts([ED, ES]), (label, i, j, k) =>
      k === 9 && i >= 32 && i < 32 + width && j >= 10 && j < 30 ? 3 : label,
    );
  expect(measureFunction(reaching(10)).warnings).toEqual([
    {
      kind: "structure-at-stack-edge",
      message: expect.stringMatching(/slice 9.*left ventricular cavity is still wide/),
    },
  ]);
  expect(kindsOf(reaching(2))).toEqual([]);
});

test("a single slice is both ends of its stack, and named once", () => {
  const { grid, labels } = blockHearts([ED, ES]);
  const [X, Y, Z] = grid.size;
  const sliceOf = (frame: number) => labels.subarray((frame * Z + 4) * X * Y, (frame * Z + 5) * X * Y);
  const plane = paint(makeGrid([X, Y, 1], grid.ijkToLps), (i, j, _, t) => sliceOf(t)[j * X + i]!, 2);
  expect(kindsOf(plane).filter((kind) => kind === "structure-at-stack-edge")).toHaveLength(1);
});

test("a structure in pieces is reported with its frame", () => {
  const strewn = edited(blockHearts([ED, ES]), (label, i, j) => (i < 6 && j < 6 && label === 0 ? 1 : label));
  expect(kindsOf(strewn)).toContain("scattered-labels");
});

test("values that no adult heart has are called implausible, not abnormal", () => {
  const tiny = blockHearts([
    { cavity: 3, rightCavity: 14 },
    { cavity: 2, rightCavity: 7 },
  ]);
  const warning = measureFunction(tiny).warnings.find(({ kind }) => kind === "implausible-value");
  expect(warning?.message).toBe(
    "left end-diastolic volume 19.2 ml is outside 20–700 ml, where adult hearts lie (plausibility, not a normal range)",
  );
});

test("a cavity open towards the background makes the labels doubtful", () => {
  const open = edited(blockHearts([ED, ES]), (label, i) => (label === 2 && i > 30 ? 0 : label));
  expect(kindsOf(open)).toContain("label-order-doubtful");
});

test("a pair of volumes is checked as a cine is", () => {
  const { warnings } = measureFunctionFromPair(blockHearts([ED]), blockHearts([{ cavity: 10, rightCavity: 13 }]));
  expect(warnings.map(({ kind }) => kind)).toEqual(["stroke-volumes-differ"]);
});
