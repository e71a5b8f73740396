/** What is reported of distances between landmarks: means and success rates, of each landmark and of all. */
import { type Measured, notMeasurable, summary } from "@cmrkit/cardiac";
import type { Metric, Metrics } from "../../metrics/metric.ts";
import type { LandmarkAnswer, PlaneDistance } from "./answers.ts";

/** Own choice: about a pixel, the 2–3.5 mm that networks err by (Xue et al. 2021, PMC8489464), twice that, and a gross error. */
const SUCCESS_WITHIN = [2, 4, 6, 10] as const;

/**
 * In mm, and in pixels for images whose pixel size nobody knows; the two never mix, and a unit without images is left out.
 * @param rows All that will be looked at; resamples of them may be given to the metrics.
 */
export function landmarkMetrics(
  rows: readonly Pick<LandmarkAnswer, "distance">[],
  names: readonly string[],
): Metrics<LandmarkAnswer> {
  const units = (["mm", "pixels"] as const).filter((unit) => rows.some(({ distance }) => distance.unit === unit));
  const entries = units.flatMap((unit) => [
    ...metricsOf("mean", "all", unit, () => true),
    ...names.flatMap((name) => metricsOf(name, name, unit, (row) => row.name === name)),
  ]);
  return Object.fromEntries(entries);
}

function metricsOf(
  meanTitle: string,
  shareTitle: string,
  unit: PlaneDistance["unit"],
  isOf: (row: LandmarkAnswer) => boolean,
): (readonly [string, Metric<LandmarkAnswer>])[] {
  const distances = (rows: readonly LandmarkAnswer[]) =>
    rows.filter((row) => isOf(row) && row.distance.unit === unit).map((row) => row.distance.value);
  return [
    [`${meanTitle} distance ${unit}`, (rows) => summary(distances(rows)).mean],
    ...SUCCESS_WITHIN.map((most): readonly [string, Metric<LandmarkAnswer>] => [
      `${shareTitle} within ${most} ${unit}`,
      (rows) => shareWithin(distances(rows), most),
    ]),
  ];
}

/** Success detection rate: Wang et al. 2016, doi:10.1016/j.media.2016.02.004. */
function shareWithin(distances: readonly number[], most: number): Measured {
  if (distances.length === 0) return notMeasurable("no landmark has a distance in this unit");
  return distances.filter((value) => value <= most).length / distances.length;
}
