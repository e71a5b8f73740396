/**
 * Collapse as the loss shows it: the teacher says the same of every image, either one prototype or all alike.
 *
 * Centring alone leads to all alike, sharpening alone to one; where both hold each other the entropy stays between, and
 * the student has something to follow.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294 §5.3 and figure 7.
 */
import type { Metrics } from "../../training/graph-runner.ts";

/** Share of log K below which the teacher names one prototype. */
const LEAST_ENTROPY = 0.02;
/** Share of log K above which it names all alike. */
const MOST_ENTROPY = 0.999;

/**
 * The reason for a warning, or nothing. A run begins with all prototypes alike, so this means something only once the
 * warm-up is over.
 * @param prototypes K.
 */
export function outputCollapse({ teacherEntropy }: Metrics, prototypes: number): string | undefined {
  const share = (teacherEntropy ?? Number.NaN) / Math.log(prototypes);
  if (share < LEAST_ENTROPY)
    return `the teacher gives every crop one prototype: its entropy is ${(100 * share).toFixed(1)} % of log ${prototypes}`;
  if (share > MOST_ENTROPY)
    return `the teacher gives every crop all prototypes alike: its entropy is ${(100 * share).toFixed(2)} % of log ${prototypes}`;
  return undefined;
}
