/** Circumferential and radial strain of the contours over the cycle, end-systole marked. */
import type { StudyMeasurements } from "../measurements.ts";
import { cycleChart } from "./cycle-chart.ts";
import type { Html } from "./html.ts";
import { inkOf } from "./palette.ts";

export function strainCurves(
  { wall: { strain }, phases }: Pick<StudyMeasurements, "wall" | "phases">,
  timesMs: readonly number[] | undefined,
): Html {
  const frame = phases.endSystoleIndex;
  return cycleChart({
    label: "Radial and circumferential strain of the left ventricle over the cardiac cycle",
    unit: "%",
    timesMs,
    curves: [
      {
        colour: inkOf.radialStrain,
        dashes: "none",
        values: strain.radialPercent,
        marks: [{ letters: "radial, ES", frame }],
      },
      {
        colour: inkOf.circumferentialStrain,
        dashes: "7 4",
        values: strain.circumferentialPercent,
        marks: [{ letters: "circumferential, ES", frame }],
      },
    ],
  });
}
