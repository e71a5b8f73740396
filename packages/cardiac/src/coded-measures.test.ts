import { expect, test } from "vitest";
import { codedMeasures } from "./coded-measures.ts";
import { segmentSites } from "./codes.ts";
import { notMeasurable } from "./measured.ts";
import { ahaSegments } from "./segments/aha-segments.ts";

const why = notMeasurable("no right ventricular cavity is labelled");
const volumes = { endDiastolicVolumeMl: 150, endSystolicVolumeMl: 60, strokeVolumeMl: 90, ejectionFractionPercent: 60 };
const study = {
  leftVentricle: { ...volumes, endDiastolicMassG: 110 },
  rightVentricle: { ...volumes, ejectionFractionPercent: why },
};

test("each measure has the code of its own quantity and side, and the unit of its name", () => {
  const coded = Object.fromEntries(codedMeasures(study).map((measure) => [measure.path, measure]));
  expect(coded["leftVentricle.ejectionFractionPercent"]).toMatchObject({
    value: 60,
    code: { scheme: "LN", value: "8811-2" },
    unit: { value: "%" },
  });
  expect(coded["rightVentricle.endSystolicVolumeMl"]?.code.value).toBe("8824-5");
  expect(coded["leftVentricle.endDiastolicMassG"]).toMatchObject({
    value: 110,
    structure: "leftVentricularMyocardium",
  });
});

test("a measure without a value keeps its reason, and one that was not asked for is left out", () => {
  const coded = codedMeasures(study);
  expect(coded.find(({ path }) => path === "rightVentricle.ejectionFractionPercent")?.value).toBe(why);
  expect(coded.filter(({ isIndexed }) => isIndexed)).toEqual([]);
  expect(coded.some(({ path }) => path.includes("cardiacOutput"))).toBe(false);
});

test("a path leads to the same value in what is measured", () => {
  const indexed = {
    leftVentricle: {
      endDiastolicVolumeMlPerM2: 75,
      endSystolicVolumeMlPerM2: 30,
      strokeVolumeMlPerM2: 45,
      endDiastolicMassGPerM2: 55,
      cardiacIndexLPerMinPerM2: 3,
    },
    rightVentricle: { endDiastolicVolumeMlPerM2: 76, endSystolicVolumeMlPerM2: 31, strokeVolumeMlPerM2: 44 },
  };
  const whole = { ...study, leftVentricle: { ...study.leftVentricle, cardiacOutputLPerMin: 6 }, indexed };
  const measures = codedMeasures(whole);
  expect(measures).toHaveLength(18);
  for (const { path, value } of measures) {
    const found = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], whole);
    expect([path, found]).toEqual([path, value]);
  }
});

test("the wall's measures say in which segment and phase, by the codes of both", () => {
  const thickness = { endDiastolicThicknessMm: 8, endSystolicThicknessMm: 12, thickeningPercent: 50 };
  const segments = ahaSegments.slice(0, 16).map(({ segmentNumber, name }) => ({
    ...{ segmentNumber, name, circumferentialStrainPercent: why },
    ...thickness,
  }));
  const strain = {
    ...{ globalCircumferentialPercent: -18, globalRadialPercent: 45 },
    ...{ circumferentialPercent: [0, -18], radialPercent: [0, 45], sliceIndices: [2] },
  };
  const measures = codedMeasures({ ...study, wall: { segments, strain } });
  const ofSegment = measures.filter(({ site }) => site?.value === "396646008"); // basal inferoseptal, number 3
  expect(
    ofSegment.map(({ path, phase, code, unit, value }) => [path, phase?.meaning, code.value, unit.value, value]),
  ).toEqual([
    ["wall.segments.2.endDiastolicThicknessMm", "End diastole", "122445", "mm", 8],
    ["wall.segments.2.endSystolicThicknessMm", "End Systole", "122445", "mm", 12],
    ["wall.segments.2.thickeningPercent", "End Systole", "130675", "%", 50],
    ["wall.segments.2.circumferentialStrainPercent", "End Systole", "130677", "%", why],
  ]);
  expect(ofSegment[0]!.title).toBe("wall thickness at end-diastole, basal inferoseptal");
  expect(measures.find(({ path }) => path === "wall.strain.globalRadialPercent")?.value).toBe(45);
});

test("the code of a segment means the segment of its number", () => {
  const named = ahaSegments.slice(0, 16).map(({ name }) => `left ventricle ${name} segment`);
  expect(segmentSites.map(({ meaning }) => meaning)).toEqual(named);
});
