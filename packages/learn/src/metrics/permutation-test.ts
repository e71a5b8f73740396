/**
 * Permutation tests between two models on the same patients: were both the same, which answer came from which would be
 * a coin toss for each patient, so the difference seen must stand out among those of all tosses.
 *
 * Sources: Fisher 1935, The Design of Experiments §21; the p-value of sampled tosses counts the observed one too,
 * Phipson and Smyth 2010, doi:10.2202/1544-6115.1585.
 */
import { isMeasured, type Measured, notMeasurable } from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import type { Metric } from "./metric.ts";
import { metricDifference, type PairedPatient } from "./paired-patients.ts";

export interface PermutationOptions {
  readonly random: Pick<RandomStream, "uniform">;
  /** Tosses to sample; where all tosses are no more than these, all are taken and the test is exact. */
  readonly tosses?: number;
}

export interface PermutationTest {
  /** As observed, first model − second. */
  readonly difference: Measured;
  /** Two-sided. */
  readonly pValue: Measured;
  readonly n: number;
  readonly method: "exact" | "monte-carlo";
  /** How many tosses were evaluated. No p-value can be below 2 / tosses (exact) or 1 / (tosses + 1). */
  readonly tosses: number;
}

const TOSSES = 9999;
/** Sums in another order differ by rounding: a difference this near to the observed one, relatively, equals it. */
const ROUNDING = 1e-9;

/**
 * Sign-flip test of the mean difference: p is the share of tosses of signs whose mean is as far from 0 as the observed.
 * Not measurable without patients; differences that are all zero have p = 1.
 * @param differences one a patient, first model − second, such as of the mean Dice of each patient.
 * @throws {LearnError} `bad-prediction` when a difference is not finite; `bad-config` for tosses below 1.
 */
export function signFlipTest(differences: readonly number[], options: PermutationOptions): PermutationTest {
  const wrong = differences.findIndex((difference) => !Number.isFinite(difference));
  if (wrong !== -1)
    throw new LearnError("bad-prediction", `difference ${wrong} is ${differences[wrong]}, not a number`);
  const n = differences.length;
  return tossTest(n, options, (isFlipped) => {
    const sum = differences.reduce((total, difference, at) => total + (isFlipped(at) ? -difference : difference), 0);
    return n === 0 ? notMeasurable("there are no patients") : sum / n;
  });
}

/**
 * The same for any metric, such as an area under the curve: each toss exchanges the two models' rows of some patients
 * and computes the difference of the metric anew.
 * @throws {LearnError} `bad-config` for tosses below 1, and whatever the metric throws.
 */
export function modelSwapTest<Row>(
  pairs: readonly PairedPatient<Row>[],
  metric: Metric<Row>,
  options: PermutationOptions,
): PermutationTest {
  return tossTest(pairs.length, options, (isFlipped) => {
    const tossed = pairs.map((pair, at) => (isFlipped(at) ? { ...pair, a: pair.b, b: pair.a } : pair));
    return metricDifference(tossed, metric);
  });
}

type Difference = (isFlipped: (patient: number) => boolean) => Measured;

function tossTest(n: number, { random, tosses = TOSSES }: PermutationOptions, difference: Difference): PermutationTest {
  if (!(Number.isInteger(tosses) && tosses >= 1)) {
    throw new LearnError("bad-config", `a permutation test needs a whole number of tosses from 1 on, got ${tosses}`);
  }
  const observed = difference(() => false);
  const isExact = 2 ** n <= tosses;
  const evaluated = isExact ? 2 ** n : tosses;
  const about = { difference: observed, n, method: isExact ? "exact" : "monte-carlo", tosses: evaluated } as const;
  if (!isMeasured(observed)) return { ...about, pValue: observed };

  const leastExtreme = Math.abs(observed) * (1 - ROUNDING);
  let extreme = 0;
  for (let toss = 0; toss < evaluated; toss++) {
    const tossed = difference(isExact ? (at) => Math.floor(toss / 2 ** at) % 2 === 1 : coins(n, random));
    if (!isMeasured(tossed)) return { ...about, pValue: tossed };
    if (Math.abs(tossed) >= leastExtreme) extreme += 1;
  }
  return { ...about, pValue: isExact ? extreme / evaluated : (extreme + 1) / (evaluated + 1) };
}

/** One coin a patient, tossed before any is looked at. */
function coins(n: number, random: PermutationOptions["random"]): (patient: number) => boolean {
  const tossed = Array.from({ length: n }, () => random.uniform() < 0.5);
  return (patient) => tossed[patient]!;
}
