/**
 * How far two scans of one person lie apart, by the model's masks and by the reference's, of data sets that scan people twice.
 *
 * Source: the within-subject coefficient of variation by which CineMA reports Rescan, arXiv:2506.00679.
 */
import { coefficientOfVariationPercent, isMeasured, type Pair } from "@cmrkit/cardiac";
import type { OfPatient } from "../../metrics/metric.ts";
import { type IntervalOptions, patientIntervals } from "../../metrics/patient-interval.ts";
import type { Evaluation } from "../evaluate.ts";
import type { MeasuredCase } from "./measured-case.ts";

/** Data sets whose two cases of a patient are two scans of the same heart, and not two illnesses or two years. */
const setsOfRepeats: readonly string[] = ["rescan"];

/** How the two sides are named in tables. */
const variationOf = {
  predicted: "scanRescanVariationPercent",
  reference: "referenceScanRescanVariationPercent",
} as const;

/** Of every measure of which a patient has two; nothing for another data set. */
export function scanRescanIntervals(
  set: string,
  measures: readonly MeasuredCase[],
  options: IntervalOptions,
): Evaluation {
  if (!setsOfRepeats.includes(set)) return {};
  const intervals = [...Map.groupBy(measures, ({ name }) => name)].flatMap(([name, own]) =>
    (["predicted", "reference"] as const).map((side) => {
      const repeats = repeatsIn(own, side);
      const metrics = { [`${name} ${variationOf[side]}`]: coefficientOfVariationPercent };
      return repeats.length === 0 ? {} : patientIntervals(repeats, metrics, options);
    }),
  );
  return Object.assign({}, ...intervals);
}

/** The first scan against the second, of patients with a number of both and no third. */
function repeatsIn(measures: readonly MeasuredCase[], side: "predicted" | "reference"): readonly (OfPatient & Pair)[] {
  return [...Map.groupBy(measures, ({ patient }) => patient)].flatMap(([patient, own]) => {
    const [first, second] = own.map((each) => each[side]).filter(isMeasured);
    if (own.length !== 2 || first === undefined || second === undefined) return [];
    return [{ patient, predicted: first, reference: second }];
  });
}
