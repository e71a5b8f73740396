import { randomStream } from "@cmrkit/tensor";
import { expect, test } from "vitest";
import { PhantomError } from "./errors.ts";
import { type Heart, heart, momentOf, wallVolumeMl } from "./heart.ts";
import { ellipsoidFullness, equatorRadiusMm } from "./left-ventricle.ts";
import { heartKinds, heartParameters } from "./parameters.ts";
import { type PolarMap, sectorVolumeMl } from "./polar-map.ts";
import { sampleHeart } from "./sample-heart.ts";

const hearts = heartKinds.map((kind) => [kind, heart(sampleHeart(kind, randomStream(`heart ${kind}`)))] as const);
const phases = [0, 0.13, 0.37, 0.5, 0.8];
const between = (outer: PolarMap, inner: PolarMap) => outer.map((squared, node) => squared - inner[node]!);

test.each(hearts)("the cavities of a %s heart hold what the volume curve says at every phase", (_, whole) => {
  for (const phase of phases) {
    const moment = momentOf(whole, phase);
    const left = sectorVolumeMl(moment.endocardiumMm2, moment.lengthMm);
    const right = sectorVolumeMl(between(moment.rightEndocardiumMm2, moment.epicardiumMm2), moment.lengthMm);
    expect(left / moment.leftVentricleVolumeMl).toBeCloseTo(1, 9);
    expect(right / moment.rightVentricleVolumeMl).toBeCloseTo(1, 9);
  }
});

test.each(hearts)("the muscle of a %s heart keeps its volume through the beat", (_, whole) => {
  for (const phase of phases) {
    const moment = momentOf(whole, phase);
    const muscle = sectorVolumeMl(between(moment.epicardiumMm2, moment.endocardiumMm2), moment.lengthMm);
    expect(muscle / wallVolumeMl(whole)).toBeCloseTo(1, 9);
  }
});

test.each(hearts)("the surfaces of a %s heart lie inside one another at every phase", (_, whole) => {
  for (const phase of phases) {
    const { endocardiumMm2, epicardiumMm2, rightEndocardiumMm2, rightEpicardiumMm2 } = momentOf(whole, phase);
    expect(endocardiumMm2.every((squared) => squared >= 0)).toBe(true);
    expect(epicardiumMm2.every((squared, node) => squared >= endocardiumMm2[node]!)).toBe(true);
    expect(rightEndocardiumMm2.every((squared, node) => squared >= epicardiumMm2[node]!)).toBe(true);
    expect(rightEpicardiumMm2.every((squared, node) => squared >= rightEndocardiumMm2[node]!)).toBe(true);
  }
});

test("a round, even heart has the volumes of two truncated ellipsoids", () => {
  const normal = sampleHeart("normal", randomStream(4));
  const leftVentricle = { ...normal.leftVentricle, ellipticity: 0, septalFlattening: 0, equatorFraction: 1 };
  const whole = heart(heartParameters({ ...normal, leftVentricle, wallRegions: [] }));
  const radius = equatorRadiusMm(leftVentricle);
  const { wallThicknessMm, apicalThicknessRatio } = leftVentricle;
  const length = leftVentricle.lengthToRadius * radius + apicalThicknessRatio * wallThicknessMm;
  const epicardial = ((2 / 3) * Math.PI * (radius + wallThicknessMm) ** 2 * length) / 1000;
  const wall = epicardial - leftVentricle.endDiastolicVolumeMl;
  expect(ellipsoidFullness(1)).toBeCloseTo(2 / 3, 12);
  expect(Math.abs(wallVolumeMl(whole) / wall - 1)).toBeLessThan(1e-3);
});

test("an akinetic region keeps its radius while the rest of the wall moves inwards", () => {
  const [endDiastole, endSystole] = extremesOf(hearts.find(([kind]) => kind === "infarcted")![1]);
  const kept = endSystole.endocardiumMm2.map((squared, node) => squared / endDiastole.endocardiumMm2[node]!);
  const defined = kept.filter(Number.isFinite);
  expect(Math.max(...defined)).toBeGreaterThan(0.9);
  expect(Math.min(...defined)).toBeLessThan(0.7);
});

test("an ejection fraction that the moving wall cannot reach is refused", () => {
  const parameters = sampleHeart("infarcted", randomStream(1));
  const everywhere = {
    centreDeg: 0,
    widthDeg: 300,
    fromFraction: -1,
    toFraction: 2,
    thicknessFactor: 1,
    motionFactor: 0,
    scarFraction: 0,
  };
  const demanding = { ...parameters.leftVentricle, ejectionFractionPercent: 70 };
  const build = () => heart(heartParameters({ ...parameters, leftVentricle: demanding, wallRegions: [everywhere] }));
  expect(build).toThrowError(PhantomError);
  expect(build).toThrowError(/ejection fraction 70 % cannot be met/);
});

function extremesOf(whole: Heart) {
  return [momentOf(whole, 0), momentOf(whole, whole.parameters.beat.systolicFraction)] as const;
}
