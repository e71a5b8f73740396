import { expect, test } from "vitest";
import { notMeasurable } from "../measured.ts";
import { functionErrors } from "./function-errors.ts";

const right = {
  endDiastolicVolumeMl: 160,
  endSystolicVolumeMl: 80,
  strokeVolumeMl: 80,
  ejectionFractionPercent: 50,
};
const left = { ...right, endDiastolicMassG: 100 };

test("volumes and mass err in their unit and in percent, the ejection fraction in points", () => {
  const predicted = {
    leftVentricle: { ...left, endDiastolicVolumeMl: 152, endDiastolicMassG: 110, ejectionFractionPercent: 47 },
    rightVentricle: { ...right, endSystolicVolumeMl: 100 },
  };
  const errors = functionErrors(predicted, { leftVentricle: left, rightVentricle: right });
  expect(errors.leftVentricleEndDiastolicVolumeMl).toEqual({ error: -8, errorPercent: -5 });
  expect(errors.leftVentricleEndDiastolicMassG).toEqual({ error: 10, errorPercent: 10 });
  expect(errors.leftVentricleEjectionFractionPoints).toEqual({ error: -3 });
  expect(errors.rightVentricleEndSystolicVolumeMl).toEqual({ error: 20, errorPercent: 25 });
  expect(errors.rightVentricleStrokeVolumeMl).toEqual({ error: 0, errorPercent: 0 });
});

test("a measure that one side lacks has no error, and its reason is passed on", () => {
  const why = notMeasurable("the right ventricle is in no slice");
  const predicted = { leftVentricle: left, rightVentricle: { ...right, endSystolicVolumeMl: why } };
  const errors = functionErrors(predicted, { leftVentricle: left, rightVentricle: right });
  expect(errors.rightVentricleEndSystolicVolumeMl).toEqual({ error: why, errorPercent: why });
});
