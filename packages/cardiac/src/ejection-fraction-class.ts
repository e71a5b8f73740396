/**
 * Classes of left ventricular ejection fraction as heart failure guidelines draw them.
 *
 * Sources: McDonagh et al. 2021 (ESC), doi:10.1093/eurheartj/ehab368; Heidenreich et al. 2022 (AHA/ACC/HFSA),
 * doi:10.1161/CIR.0000000000001063. Both define whole percents (≤ 40, 41–49, ≥ 50).
 */
import { CardiacError } from "./errors.ts";

export type EjectionFractionClass = "reduced" | "mildly-reduced" | "preserved";

const MOST_REDUCED_PERCENT = 40;
const LEAST_PRESERVED_PERCENT = 50;

/**
 * The class of the fraction rounded to a whole percent (half rounds up): the guidelines leave 40.4 and 49.6 undefined,
 * and the class must agree with the percent that a report prints. A class is no diagnosis: that needs symptoms.
 * @throws {CardiacError} `argument` when the fraction is not within 0–100.
 */
export function ejectionFractionClass(ejectionFractionPercent: number): EjectionFractionClass {
  if (!(ejectionFractionPercent >= 0 && ejectionFractionPercent <= 100)) {
    throw new CardiacError("argument", `an ejection fraction is 0–100 %, got ${ejectionFractionPercent}`);
  }
  const wholePercent = Math.round(ejectionFractionPercent);
  if (wholePercent <= MOST_REDUCED_PERCENT) return "reduced";
  return wholePercent < LEAST_PRESERVED_PERCENT ? "mildly-reduced" : "preserved";
}
