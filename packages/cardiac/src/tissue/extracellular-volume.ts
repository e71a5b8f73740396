/**
 * Extracellular volume fraction of the myocardium from T1 before and after contrast and the haematocrit:
 * ECV = (1 − Hct) · λ, λ = (1/T1myo,post − 1/T1myo,native) / (1/T1blood,post − 1/T1blood,native).
 *
 * Source: Messroghli et al. 2017, JCMR 19:75, doi:10.1186/s12968-017-0389-8.
 */
import { CardiacError } from "../errors.ts";
import { derive, type Measured, notMeasurable } from "../measured.ts";

export interface RelaxationTimes {
  readonly nativeMs: Measured;
  readonly postContrastMs: Measured;
}

/** A haematocrit outside is no person's, or was given in percent. */
const HAEMATOCRIT = [0.1, 0.75] as const;

/**
 * In percent. Not measurable where contrast did not shorten T1 of blood and myocardium, or a T1 is not positive: maps are
 * swapped, or a region is misplaced.
 * @param haematocrit As a fraction, of blood drawn at the time of the scan.
 * @throws {CardiacError} `argument` when the haematocrit is no person's.
 */
export function extracellularVolumePercent(
  myocardium: RelaxationTimes,
  blood: RelaxationTimes,
  haematocrit: number,
): Measured {
  assertHaematocrit(haematocrit);
  return derive([partitionCoefficient(myocardium, blood)], (lambda) => 100 * (1 - haematocrit) * lambda);
}

/**
 * λ = ΔR1 of myocardium / ΔR1 of blood: what of the extracellular volume is known without a haematocrit. Not measurable as
 * `extracellularVolumePercent`.
 */
export function partitionCoefficient(myocardium: RelaxationTimes, blood: RelaxationTimes): Measured {
  return derive(
    [rateChange("myocardium", myocardium), rateChange("blood", blood)],
    (ofMyocardium, ofBlood) => ofMyocardium / ofBlood,
  );
}

/** @throws {CardiacError} `argument` when the haematocrit is no person's. */
export function assertHaematocrit(haematocrit: number): void {
  const [low, high] = HAEMATOCRIT;
  if (haematocrit >= low && haematocrit <= high) return;
  const message = `haematocrit is a fraction of ${low}–${high}, got ${haematocrit}: check the unit`;
  throw new CardiacError("argument", message, { haematocrit });
}

/** Change of the relaxation rate R1 = 1 / T1 by contrast, per ms. */
function rateChange(tissue: string, { nativeMs, postContrastMs }: RelaxationTimes): Measured {
  return derive([nativeMs, postContrastMs], (native, post) => {
    if (native <= 0 || post <= 0) return notMeasurable(`a T1 of ${tissue} is not positive`);
    if (post >= native)
      return notMeasurable(`contrast did not shorten the T1 of ${tissue} (${inMs(native)} to ${inMs(post)} ms)`);
    return 1 / post - 1 / native;
  });
}

/** Without the digits that a mean over voxels brings. */
function inMs(value: number): string {
  return String(Number(value.toFixed(1)));
}
