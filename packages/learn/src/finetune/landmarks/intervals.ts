/** Everything that is reported of a landmark model, with its intervals over patients. */
import type { BootstrapInterval } from "@cmrkit/cardiac";
import { type IntervalOptions, patientIntervals } from "../../metrics/patient-interval.ts";
import type { LandmarkAnswer } from "./answers.ts";
import { type LandmarkTask, landmarkNames } from "./config.ts";
import { longAxisAnswers, longAxisMetrics } from "./long-axis.ts";
import { landmarkMetrics } from "./metrics.ts";

/** Distances and success rates, then agreement of MAPSE and strain where both phases are there. */
export function landmarkIntervals(
  rows: readonly LandmarkAnswer[],
  { landmarks }: LandmarkTask,
  options: IntervalOptions,
): Readonly<Record<string, BootstrapInterval>> {
  const longAxis = longAxisAnswers(rows);
  return {
    ...patientIntervals(rows, landmarkMetrics(rows, landmarkNames(landmarks)), options),
    ...patientIntervals(longAxis, longAxisMetrics(longAxis), options),
  };
}
