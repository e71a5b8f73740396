import { applyToPoint, type LabelVolume, type Vector3, voxelVolumeMl } from "@cmrkit/imaging";
import { describe, expect, test } from "vitest";
import { measureFunction, measureFunctionFromPair } from "../measure-function.ts";
import { LEFT_VENTRICLE, MYOCARDIUM } from "../structures.ts";
import { ringHearts } from "../testing/ring-heart.ts";
import { gridOf, paint } from "../testing/shapes.ts";
import { sliceExtent } from "../volumes.ts";
import { annulusPlane, slicesByAnnulus } from "./annulus-plane.ts";
import { countedLabels } from "./counted-labels.ts";
import type { SliceChoice } from "./slice-choice.ts";
import type { VentricleSlices } from "./slice-counting.ts";
import { countSlices, sharesOverTime } from "./slice-counting.ts";
import { slicesByWall } from "./wall-rule.ts";

/** Two frames, slices 0 (base) to 8 (apex), 10 mm apart. */
const heart = ringHearts([
  { cavityMm: 25, wallMm: () => 9 },
  { cavityMm: 18, wallMm: () => 13 },
]);
const pair = { endDiastoleIndex: 0, endSystoleIndex: 1 };
const phases = { left: pair, right: pair };
const slice = heart.grid.size[0] * heart.grid.size[1];

/** The same without the wall of a slice over some of its directions, 0 to 1. */
function opened(labels: LabelVolume, frame: number, k: number, share: number): LabelVolume {
  const [X, Y, Z] = labels.grid.size;
  const start = (frame * Z + k) * slice;
  const isOpen = (at: number) => {
    const angle = Math.atan2(Math.floor((at % slice) / X) - (Y - 1) / 2, (at % X) - (X - 1) / 2);
    return at >= start && at < start + slice && (angle + Math.PI) / (2 * Math.PI) < share;
  };
  return { ...labels, labels: labels.labels.map((label, at) => (label === MYOCARDIUM && isOpen(at) ? 0 : label)) };
}

const said = (slices: VentricleSlices["endDiastole"]) => {
  if (!("slices" in slices)) throw new Error(slices.notMeasurable);
  return slices.slices.map(({ verdict }) => verdict);
};
const split = (labels: LabelVolume): [LabelVolume, LabelVolume] => {
  const size = labels.labels.length / 2;
  const frame = (n: number) => ({ ...labels, frameCount: 1, labels: labels.labels.subarray(n * size, (n + 1) * size) });
  return [frame(0), frame(1)];
};

describe("the wall around the cavity", () => {
  test("leaves a basal slice out when it surrounds less than half of it, and says how much it does", () => {
    const ruled = slicesByWall(opened(heart, 0, 0, 0.7), 0, 0);
    expect(ruled.map(({ verdict }) => verdict)).toEqual(["left out", ...new Array<string>(8).fill("counted")]);
    expect(ruled[0]!.walledShare).toBeCloseTo(0.3, 1);
    expect(ruled[0]!.reason).toMatch(/^wall around (2\d|3\d) % of the cavity, less than half$/);
  });

  test("keeps a slice of which it surrounds more than half", () => {
    expect(slicesByWall(opened(heart, 0, 0, 0.4), 0, 0)[0]!.verdict).toBe("counted");
  });

  test("leaves nothing out further down, where an open wall is a fault of the labels", () => {
    expect(slicesByWall(opened(heart, 0, 4, 0.9), 0, 0)[4]!.verdict).toBe("counted");
  });

  test("knows the base of a stack that is stored from the apex", () => {
    const turned = ringHearts([{ cavityMm: 25, wallMm: () => 9 }], { isApexFirst: true });
    const ruled = slicesByWall(opened(turned, 0, 8, 0.7), 0, 0);
    expect(ruled[8]!.verdict).toBe("left out");
    expect(ruled[0]!.verdict).toBe("counted");
  });

  test("has no answer where neither end is the apex, and then every slice counts", () => {
    const tube = paint(gridOf([40, 40, 5], [2, 2, 10]), (i, j) =>
      Math.hypot(i - 20, j - 20) < 8 ? LEFT_VENTRICLE : 0,
    );
    const ruled = slicesByWall(tube, 0, 0);
    expect(ruled.map(({ verdict }) => verdict)).toEqual(new Array(5).fill("counted"));
    expect(ruled[0]!.reason).toContain("the cavities do not taper");
  });
});

/** The patient's place of a point of the stack: mm from the middle of the picture, slices from the base. */
function placeAt(x: number, y: number, slicesFromBase: number): Vector3 {
  const [X, Y] = heart.grid.size;
  return applyToPoint(heart.grid.ijkToLps, [x + (X - 1) / 2, y + (Y - 1) / 2, slicesFromBase]);
}

describe("landmarks", () => {
  const ring = [placeAt(30, 0, 1.25), placeAt(-30, 0, 1.25), placeAt(0, 30, 1.25), placeAt(0, -30, 1.25)];
  const apex = placeAt(0, 0, 8.6);

  test("cut a slice that lies along the annulus by the part of its thickness below it", () => {
    const slices = slicesByAnnulus(heart, "leftVentricleBloodPool", 0, annulusPlane({ mitralAnnulus: ring, apex }));
    expect(slices.map(({ verdict }) => verdict)).toEqual([
      "left out",
      "partly counted",
      ...new Array<string>(7).fill("counted"),
    ]);
    expect(slices[1]!.share).toBeCloseTo(0.25, 6); // 1.25 − 0.5 to 1.5: a quarter of the slab is below
    expect(slices[0]!.reason).toBe("12.5 mm above the mitral annulus");
  });

  test("of one view alone stand square to the long axis about their line", () => {
    const { normal } = annulusPlane({ mitralAnnulus: [ring[0]!, ring[1]!], apex });
    const expected = annulusPlane({ mitralAnnulus: ring, apex }).normal;
    for (const [n, component] of normal.entries()) expect(component).toBeCloseTo(expected[n]!, 9);
  });

  test("tilt the plane as their points lie", () => {
    const tilted = [placeAt(30, 0, 0), placeAt(-30, 0, 2), placeAt(0, 30, 1), placeAt(0, -30, 1)];
    const [, second] = slicesByAnnulus(
      heart,
      "leftVentricleBloodPool",
      0,
      annulusPlane({ mitralAnnulus: tilted, apex }),
    );
    expect(second!.share).toBeCloseTo(0.5, 2);
  });

  test("leave out slices that lie wholly beyond the apex", () => {
    const near = annulusPlane({ mitralAnnulus: ring, apex: placeAt(0, 0, 7.2) });
    const slices = slicesByAnnulus(heart, "leftVentricleBloodPool", 0, near);
    expect(slices[8]).toMatchObject({ verdict: "left out", reason: "beyond the apex" });
    expect(slices[7]!.verdict).toBe("counted");
  });

  test.each([
    ["one point", { mitralAnnulus: [ring[0]!], apex }, "two points or more, got 1"],
    ["points in one place", { mitralAnnulus: [ring[0]!, ring[0]!], apex }, "coincide"],
    ["an apex on the annulus", { mitralAnnulus: ring, apex: placeAt(0, 0, 1.25) }, "lies on the mitral annulus"],
    ["a number that is none", { mitralAnnulus: ring, apex: [Number.NaN, 0, 0] as const }, "finite"],
  ])("%s fix no plane", (_, landmarks, why) => {
    expect(() => annulusPlane(landmarks)).toThrow(
      expect.objectContaining({ kind: "argument", message: expect.stringContaining(why) }),
    );
  });
});

describe("who decides", () => {
  const open = opened(heart, 1, 0, 0.8);
  const landmarks = {
    endSystole: { mitralAnnulus: [placeAt(30, 0, 1.5), placeAt(-30, 0, 1.5)], apex: placeAt(0, 0, 9) },
  };

  test("all that is labelled counts unless somebody says otherwise, and the rule's word is shown", () => {
    const counting = countSlices(open, phases);
    expect(said(counting.leftVentricle.endSystole)).toEqual(new Array(9).fill("counted"));
    expect(counting.leftVentricle.endSystole).toMatchObject({
      slices: { 0: { by: "labels", wallRule: { verdict: "left out" } } },
    });
  });

  test("landmarks go before the rule in the phase that has them, and both words are kept", () => {
    const { leftVentricle } = countSlices(open, phases, { landmarks });
    expect(leftVentricle.endSystole).toMatchObject({
      slices: {
        0: { by: "landmarks", verdict: "left out" },
        1: { by: "landmarks", verdict: "left out", wallRule: { verdict: "counted" } },
      },
    });
    expect(leftVentricle.endDiastole).toMatchObject({ slices: { 0: { by: "wall rule" } } });
  });

  test("a choice goes before both, for the ventricle and phase that it names", () => {
    const choice = { kind: "chosen", leftVentricle: { endSystole: [2, 6] }, rightVentricle: {} } as const;
    const { leftVentricle, rightVentricle } = countSlices(open, phases, { choice, landmarks });
    const out = "left out";
    expect(said(leftVentricle.endSystole)).toEqual([out, out, ...new Array<string>(5).fill("counted"), out, out]);
    expect(said(leftVentricle.endDiastole)).toEqual(new Array(9).fill("counted"));
    expect(said(rightVentricle.endSystole)).toEqual(new Array(9).fill("counted"));
  });

  test.each([[[3, 9]], [[4, 3]], [[-1, 4]], [[0.5, 4]]] as const)("slices %j are none of the stack's", (range) => {
    const choice = { kind: "chosen", leftVentricle: { endDiastole: range }, rightVentricle: {} } as const;
    expect(() => countSlices(heart, phases, { choice })).toThrow(expect.objectContaining({ kind: "argument" }));
  });
});

describe("what is measured", () => {
  const [ed, es] = split(heart);
  const area = (k: number, frame: number) => sliceExtent(heart, "leftVentricleBloodPool", frame).voxelsPerSlice[k]!;
  const ml = voxelVolumeMl(heart.grid.ijkToLps);
  const all = measureFunctionFromPair(ed, es).leftVentricle;

  test("is less by the slices that were left out, cavity and wall", () => {
    const slices = {
      kind: "chosen",
      leftVentricle: { endDiastole: [1, 8], endSystole: [2, 8] },
      rightVentricle: {},
    } as const;
    const { leftVentricle } = measureFunctionFromPair(ed, es, { slices });
    expect(leftVentricle.endDiastolicVolumeMl).toBeCloseTo(Number(all.endDiastolicVolumeMl) - area(0, 0) * ml, 9);
    expect(leftVentricle.endSystolicVolumeMl).toBeCloseTo(
      Number(all.endSystolicVolumeMl) - (area(0, 1) + area(1, 1)) * ml,
      9,
    );
    expect(Number(leftVentricle.endDiastolicMassG)).toBeLessThan(Number(all.endDiastolicMassG));
  });

  test("keeps the muscle of a slice whose cavity the rule leaves out", () => {
    const labels = opened(heart, 0, 0, 0.7);
    const measured = (kind: "labelled" | "rule") =>
      measureFunctionFromPair(...split(labels), { slices: { kind } }).leftVentricle;
    expect(measured("rule").endDiastolicMassG).toBe(measured("labelled").endDiastolicMassG);
    expect(measured("rule").endDiastolicVolumeMl).toBeCloseTo(
      Number(measured("labelled").endDiastolicVolumeMl) - area(0, 0) * ml,
      9,
    );
  });

  test("counts a slice in part where the annulus crosses it", () => {
    const mitralAnnulus = [placeAt(30, 0, 0), placeAt(-30, 0, 0), placeAt(0, 30, 0), placeAt(0, -30, 0)];
    const landmarks = { endDiastole: { mitralAnnulus, apex: placeAt(0, 0, 9) } };
    const { leftVentricle } = measureFunctionFromPair(ed, es, { landmarks });
    expect(leftVentricle.endDiastolicVolumeMl).toBeCloseTo(Number(all.endDiastolicVolumeMl) - (area(0, 0) * ml) / 2, 6);
  });

  test("a reader is told of a basal slice that counts against the rule, and of a choice in vain", () => {
    const kinds = (labels: LabelVolume, slices?: Parameters<typeof measureFunctionFromPair>[2]) =>
      measureFunctionFromPair(...split(labels), slices).warnings.map(({ kind }) => kind);
    const open = opened(heart, 1, 0, 0.8);
    expect(kinds(open)).toContain("basal-slice-open");
    expect(kinds(open, { slices: { kind: "rule" } })).not.toContain("basal-slice-open");
    const empty = { ...heart, labels: heart.labels.map((label, at) => (at < slice ? 0 : label)) };
    const chosen = { kind: "chosen", leftVentricle: { endDiastole: [0, 8] }, rightVentricle: {} } as const;
    expect(kinds(empty, { slices: chosen })).toContain("chosen-slice-empty");
  });

  test("the wall is looked for in slices that count", () => {
    const choice = { kind: "chosen", leftVentricle: { endDiastole: [1, 8] }, rightVentricle: {} } as const;
    const counted = countedLabels(heart, countSlices(heart, phases, { choice }));
    expect(sliceExtent(counted, "leftVentricularMyocardium", 0).voxelsPerSlice[0]).toBe(0);
    expect(sliceExtent(counted, "leftVentricularMyocardium", 1).voxelsPerSlice[0]).toBeGreaterThan(0);
    expect(sliceExtent(counted, "rightVentricleBloodPool", 0).voxelsPerSlice[0]).toBeGreaterThan(0);
    expect(countedLabels(heart, countSlices(heart, phases))).toBe(heart);
  });
});

test("between the phases a slice that one of them leaves out fades as the others empty", () => {
  const extent = (voxels: number) => ({
    voxelsPerSlice: [50, voxels],
    labelledVolumeMl: 0,
    between: [0, 1] as const,
    missingSlices: [],
  });
  const extents = [100, 75, 50, 90].map(extent);
  const shares = sharesOverTime(extents, [
    { frameIndex: 0, shares: [1, 1] },
    { frameIndex: 2, shares: [0, 1] },
  ]);
  expect(shares).toEqual([
    [1, 1],
    [0.5, 1],
    [0, 1],
    [0.8, 1],
  ]);
});

test("a slice that is left out at end-diastole, and empty at end-systole, does not fade in between", () => {
  const cine = ringHearts([25, 22, 18].map((cavityMm) => ({ cavityMm, wallMm: () => 9 })));
  const labels = opened(opened(cine, 0, 0, 0.7), 1, 0, 0.7);
  const base = 2 * labels.grid.size[2] * slice;
  labels.labels.fill(0, base, base + slice);
  const volumes = (slices: SliceChoice) => measureFunction(labels, { slices }).phases.leftVentricleVolumeMl;
  const withoutBase = { endDiastole: [1, 8], endSystole: [1, 8] } as const;
  const chosen = volumes({ kind: "chosen", leftVentricle: withoutBase, rightVentricle: {} });
  expect(volumes({ kind: "rule" })).toEqual(chosen);
  expect(volumes({ kind: "labelled" })[1]).toBeGreaterThan(Number(chosen[1]));
});
