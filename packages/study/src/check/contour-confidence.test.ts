import { notMeasurable } from "@cmrkit/cardiac";
import { expect, test } from "vitest";
import type { StructureConfidence } from "../segment/index.ts";
import { confidenceWarnings, contourConfidence } from "./contour-confidence.ts";

const sure: StructureConfidence = { expected: 100, labelled: 100, agreed: 95 };
const unsure: StructureConfidence = { expected: 100, labelled: 100, agreed: 70 };
const absent: StructureConfidence = { expected: 4, labelled: 0, agreed: 0 };
const phases = { endDiastoleIndex: 1, endSystoleIndex: 0 };

/** End-systole, then end-diastole; background, right cavity, wall, left cavity. */
const confidence = [[[sure, absent, sure, unsure]], [[sure, sure, sure, sure]]];

test("each structure has its expected Dice at each phase, or the reason why not", () => {
  const found = contourConfidence(confidence, phases);
  expect(found).toEqual({
    kind: "expected",
    dice: {
      ed: { rightVentricleBloodPool: 0.95, leftVentricularMyocardium: 0.95, leftVentricleBloodPool: 0.95 },
      es: {
        rightVentricleBloodPool: notMeasurable("the model marked none of it"),
        leftVentricularMyocardium: 0.95,
        leftVentricleBloodPool: 0.7,
      },
    },
  });
  expect(confidenceWarnings(found)).toEqual([
    {
      kind: "model-unsure",
      message: "the model is unsure of its contours of the left ventricular cavity at end-systole (expected Dice 0.70)",
    },
  ]);
});

test("contours of another hand, and phases that are not known, leave it open without a warning", () => {
  for (const open of [
    contourConfidence(undefined, phases),
    contourConfidence(confidence, { ...phases, endSystoleIndex: notMeasurable("no frame") }),
  ]) {
    expect(open.kind).toBe("not-known");
    expect(confidenceWarnings(open)).toEqual([]);
  }
});
