/** How far a value lies from what healthy people have on the same scanner. */
import { CardiacError } from "./errors.ts";
import { derive, type Measured } from "./measured.ts";

/**
 * Mean and standard deviation of healthy people, measured the same way. For T1 and T2 none is built in, because they differ
 * between scanners and sequences; of volumes and mass `referenceDistributions` has those that are published.
 */
export interface LocalReference {
  readonly mean: number;
  readonly standardDeviation: number;
  /** Whose: site, scanner, field strength, sequence, number of people. */
  readonly source: string;
}

/**
 * (value − mean) / standard deviation.
 * @throws {CardiacError} `argument` unless the deviation is positive, the mean finite and the source named.
 */
export function zScore(value: Measured, { mean, standardDeviation, source }: LocalReference): Measured {
  if (!(standardDeviation > 0 && Number.isFinite(mean) && source.trim() !== "")) {
    throw new CardiacError(
      "argument",
      `a reference needs a mean, a positive deviation and a source, got ${mean}, ${standardDeviation}, "${source}"`,
    );
  }
  return derive([value], (measured) => (measured - mean) / standardDeviation);
}
