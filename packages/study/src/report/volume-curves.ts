/** Volume–time curves of both ventricles, end-diastole and end-systole of each marked. */
import type { StudyMeasurements } from "../measurements.ts";
import { cycleChart } from "./cycle-chart.ts";
import type { Html } from "./html.ts";
import { inkOf } from "./palette.ts";

export function volumeCurves(
  { phases }: Pick<StudyMeasurements, "phases">,
  timesMs: readonly number[] | undefined,
): Html {
  return cycleChart({
    label: "Volume of the left and right ventricle over the cardiac cycle",
    unit: "ml",
    timesMs,
    curves: [
      {
        name: "RV",
        colour: inkOf.rightVentricle,
        dashes: "7 4",
        values: phases.rightVentricleVolumeMl,
        marks: [
          { letters: "ED", frame: phases.rightVentricleEndDiastoleIndex },
          { letters: "ES", frame: phases.rightVentricleEndSystoleIndex },
        ],
      },
      {
        name: "LV",
        colour: inkOf.leftVentricle,
        dashes: "none",
        values: phases.leftVentricleVolumeMl,
        marks: [
          { letters: "ED", frame: phases.endDiastoleIndex },
          { letters: "ES", frame: phases.endSystoleIndex },
        ],
      },
    ],
  });
}
