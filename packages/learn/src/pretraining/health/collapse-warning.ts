/** When the spread of features says that pre-training has collapsed: every image is becoming the same to the encoder. */
import type { Spread } from "./spread.ts";

/** Unit features that vary less are one point but for noise. */
const LEAST_DEVIATION = 0.01;
/** Features of a lower effective rank tell images apart along one direction only. */
const LEAST_RANK = 2;
/**
 * Random weights already spread images by what they look like; an encoder that keeps less than this share of their
 * effective rank, or of their distance 1 − cosine, is losing what it was given.
 */
const LEAST_SHARE_OF_CONTROL = 0.1;

/** The reasons for a warning, none when the features are healthy. @param control The spread with random weights. */
export function collapseReasons(spread: Spread, control: Spread): readonly string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [
      spread.meanDeviation < LEAST_DEVIATION,
      `features hardly differ between images: deviation ${spread.meanDeviation.toFixed(4)}, 1 is even`,
    ],
    [
      spread.effectiveRank < LEAST_RANK,
      `features lie along one direction: effective rank ${spread.effectiveRank.toFixed(2)}`,
    ],
    [
      spread.effectiveRank < LEAST_SHARE_OF_CONTROL * control.effectiveRank,
      `effective rank fell to ${spread.effectiveRank.toFixed(2)}, random weights have ${control.effectiveRank.toFixed(1)}`,
    ],
    [
      1 - spread.meanCosine < LEAST_SHARE_OF_CONTROL * (1 - control.meanCosine),
      `images draw together: mean cosine ${spread.meanCosine.toFixed(4)}, random weights have ${control.meanCosine.toFixed(4)}`,
    ],
  ];
  return checks.filter(([isMet]) => isMet).map(([, reason]) => reason);
}
