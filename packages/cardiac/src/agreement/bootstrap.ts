/**
 * Confidence intervals by resampling patients. Frames, slices and structures of one patient are not independent, so the
 * patient is what is drawn.
 *
 * Source: Efron 1979, doi:10.1214/aos/1176344552; percentile interval.
 */
import type { RandomStream } from "@cmrkit/tensor";
import { CardiacError } from "../errors.ts";
import { isMeasured, type Measured, notMeasurable } from "../measured.ts";
import { quantileOfSorted } from "./quantile.ts";

export interface BootstrapOptions {
  readonly random: Pick<RandomStream, "integer">;
  readonly resamples?: number;
  /** In (0, 1). */
  readonly confidence?: number;
}

export interface BootstrapInterval {
  /** The statistic of the patients as they are. */
  readonly estimate: Measured;
  readonly lower: Measured;
  readonly upper: Measured;
  readonly n: number;
  readonly confidence: number;
  readonly resamples: number;
  /** Resamples whose statistic was not measurable; the interval is of the others. */
  readonly resamplesLeftOut: number;
}

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;
/** Own rule: an interval of fewer usable resamples than this share is none. */
const USABLE_SHARE = 0.9;

/**
 * Percentile interval of a statistic over patients. Equal streams give equal intervals. Not measurable with fewer than
 * two patients, or when the statistic fails on more than a tenth of the resamples.
 * @param statistic of a resample, where a patient may stand several times.
 * @throws {CardiacError} `argument` when the confidence is not within (0, 1) or there are no resamples.
 */
export function bootstrapInterval<Patient>(
  patients: readonly Patient[],
  statistic: (patients: readonly Patient[]) => Measured,
  { random, resamples = RESAMPLES, confidence = CONFIDENCE }: BootstrapOptions,
): BootstrapInterval {
  if (!(confidence > 0 && confidence < 1) || !(resamples >= 1)) {
    throw new CardiacError("argument", `confidence ${confidence} of ${resamples} resamples`);
  }
  const about = { estimate: statistic(patients), n: patients.length, confidence, resamples };
  if (patients.length < 2) {
    const why = notMeasurable("an interval over patients needs at least two");
    return { ...about, lower: why, upper: why, resamplesLeftOut: 0 };
  }
  const draws = Array.from({ length: resamples }, () => statistic(resample(patients, random)));
  const usable = draws.filter(isMeasured).sort((a, b) => a - b);
  const resamplesLeftOut = resamples - usable.length;
  if (usable.length < USABLE_SHARE * resamples) {
    const why = notMeasurable(`the statistic has no value in ${resamplesLeftOut} of ${resamples} resamples`);
    return { ...about, lower: why, upper: why, resamplesLeftOut };
  }
  const tail = (1 - confidence) / 2;
  return {
    ...about,
    lower: quantileOfSorted(usable, tail),
    upper: quantileOfSorted(usable, 1 - tail),
    resamplesLeftOut,
  };
}

function resample<Patient>(patients: readonly Patient[], random: BootstrapOptions["random"]): Patient[] {
  return patients.map(() => patients[random.integer(patients.length)]!);
}
