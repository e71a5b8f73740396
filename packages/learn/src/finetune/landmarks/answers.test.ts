import { isMeasured } from "@cmrkit/cardiac";
import type { PlanePoint } from "@cmrkit/cardiac/landmarks";
import { expect, test } from "vitest";
import type { LandmarkAnswer } from "./answers.ts";
import { longAxisAnswers, longAxisCsv, longAxisMetrics } from "./long-axis.ts";
import { landmarkMetrics } from "./metrics.ts";

const names = ["apex", "mitralAnnulusSeptal", "mitralAnnulusLateral"];

function answer(
  name: string,
  unit: "mm" | "pixels",
  value: number,
  more: Partial<LandmarkAnswer> = {},
): LandmarkAnswer {
  const about = { kind: "landmark", patient: "p", caseId: "p", image: "lax_4c ed", view: "lax_4c" } as const;
  const spacingMm = unit === "mm" ? ([2, 1] as const) : null;
  return { ...about, name, predicted: [0, 0], reference: [0, 0], spacingMm, distance: { value, unit }, ...more };
}

test("mm and pixels never mix, and only units that occur are reported", () => {
  const rows = [answer("apex", "mm", 2), answer("apex", "mm", 7), answer("mitralAnnulusSeptal", "pixels", 100)];
  const metrics = landmarkMetrics(rows, names);
  expect(metrics["apex distance mm"]!(rows)).toBe(4.5);
  expect(metrics["mean distance mm"]!(rows)).toBe(4.5);
  expect(metrics["mean distance pixels"]!(rows)).toBe(100);
  expect(["2", "4", "6", "10"].map((most) => metrics[`all within ${most} mm`]!(rows))).toEqual([0.5, 0.5, 0.5, 1]);
  expect(isMeasured(metrics["apex within 2 pixels"]!(rows))).toBe(false);
  expect(Object.keys(landmarkMetrics(rows.slice(0, 2), names)).some((name) => name.includes("pixels"))).toBe(false);
});

/** Pixels of 2 mm along x and 1 mm along y; the base moves 4 px = 8 mm to the apex in the reference, `moved` px in the prediction. */
function cycle(
  patient: string,
  moved: number,
  ends: readonly [string, string] = ["mitralAnnulusSeptal", "mitralAnnulusLateral"],
) {
  const frame = (phase: "ed" | "es", predictedShift: number, referenceShift: number) => {
    const at = (x: number, y: number, shift: number): PlanePoint => [x + shift, y];
    const points = [
      ["apex", 50, 20, 0],
      [ends[0], 10, 10, 1],
      [ends[1], 10, 30, 1],
    ] as const;
    return points.map(([name, x, y, moves]) =>
      answer(name, "mm", 0, {
        patient,
        caseId: patient,
        image: `lax_4c ${phase}`,
        phase,
        predicted: at(x, y, moves * predictedShift),
        reference: at(x, y, moves * referenceShift),
      }),
    );
  };
  return [...frame("ed", 0, 0), ...frame("es", moved, 4)];
}

test("MAPSE and strain follow from both phases, beside those of the marked landmarks", () => {
  const answers = longAxisAnswers(cycle("a", 5));
  const value = Object.fromEntries(
    answers.map(({ measure, predicted, reference }) => [measure, [predicted, reference]]),
  );
  expect(value.meanMapseMm).toEqual([10, 8]);
  expect(value.septalMapseMm).toEqual([10, 8]);
  expect(value.endDiastolicLengthMm).toEqual([80, 80]);
  expect(value.globalLongitudinalStrainPercent).toEqual([-12.5, -10]);
  expect(longAxisCsv(answers).split("\n")[1]).toBe("a,a,lax_4c,globalLongitudinalStrainPercent,-12.5,-10,");
});

test("bias and limits go over cases, and a resample may hold a case twice", () => {
  const answers = longAxisAnswers([...cycle("a", 5), ...cycle("b", 4)]);
  const metrics = longAxisMetrics(answers);
  expect(metrics["meanMapseMm bias"]!(answers)).toBe(1);
  expect(metrics["meanMapseMm meanAbsoluteError"]!(answers)).toBe(1);
  expect(metrics["meanMapseMm upperLimitOfAgreement"]!(answers)).toBeCloseTo(1 + 1.96 * Math.SQRT2, 10);
  const ofA = answers.filter(({ patient }) => patient === "a");
  expect(metrics["meanMapseMm bias"]!([...ofA, ...ofA])).toBe(2);
});

test("ends whose side nobody tells give no MAPSE of a side", () => {
  const measures = longAxisAnswers(cycle("a", 5, ["mitralAnnulus1", "mitralAnnulus2"])).map(({ measure }) => measure);
  expect(measures).toContain("meanMapseMm");
  expect(measures).not.toContain("septalMapseMm");
});

test("a case of one phase, of unknown pixel size, of two frames of a phase, or without an apex has none", () => {
  const rows = cycle("a", 5);
  expect(longAxisAnswers(rows.filter(({ phase }) => phase === "ed"))).toEqual([]);
  expect(longAxisAnswers(rows.map((row) => ({ ...row, spacingMm: null })))).toEqual([]);
  expect(longAxisAnswers([...rows, ...rows.map((row) => ({ ...row, image: `${row.image} again` }))])).toEqual([]);
  expect(longAxisAnswers(rows.filter(({ name }) => name !== "apex"))).toEqual([]);
});
