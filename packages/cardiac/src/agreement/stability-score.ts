/**
 * Stability of a segmentation: how little its masks change when the threshold on the logits moves. It needs no
 * reference, so it can speak of images that nobody labelled; it says how sure a model is, not whether it is right.
 *
 * Sources: Kirillov et al. 2023 (Segment Anything), arXiv:2304.02643 §5; by class on centred logits as CineMA reports
 * it, Fu et al., arXiv:2506.00679.
 */
import { CardiacError } from "../errors.ts";
import { type Measured, notMeasurable } from "../measured.ts";

export interface StabilityOptions {
  /** On logits less their mean over the classes; 0 by default. */
  readonly threshold?: number;
  /** By how much the threshold moves up and down, not negative; 1 by default. */
  readonly offset?: number;
}

/**
 * The score of each class: IoU of its mask above threshold + offset and its mask above threshold − offset, in [0, 1].
 * Not measurable for a class that no voxel reaches even at the lower threshold.
 * @param logits (K, N), one row a class over all voxels; background is a class.
 * @throws {CardiacError} `argument` with fewer than two classes (centring would leave nothing), rows of unequal length,
 *   a logit that is not finite, or a negative offset.
 */
export function stabilityScores(logits: readonly ArrayLike<number>[], options: StabilityOptions = {}): Measured[] {
  const { threshold = 0, offset = 1 } = options;
  assertLogits(logits, offset);
  const means = classMeans(logits);
  return logits.map((row) => {
    let inHigh = 0;
    let inLow = 0; // the high mask lies within the low one, so the IoU is the ratio of their sizes
    for (const [at, mean] of means.entries()) {
      const centred = row[at]! - mean;
      if (centred >= threshold + offset) inHigh += 1;
      if (centred >= threshold - offset) inLow += 1;
    }
    return inLow === 0 ? notMeasurable("no voxel reaches the lower threshold") : inHigh / inLow;
  });
}

function assertLogits(logits: readonly ArrayLike<number>[], offset: number): void {
  if (logits.length < 2)
    throw new CardiacError("argument", `stability needs two classes or more, got ${logits.length}`);
  if (!(offset >= 0)) throw new CardiacError("argument", `the offset of a threshold is not negative, got ${offset}`);
  const lengths = new Set(logits.map((row) => row.length));
  if (lengths.size !== 1) {
    throw new CardiacError("argument", `every class needs a logit for every voxel, got rows of ${[...lengths]}`);
  }
}

/** The mean over the classes at each voxel. */
function classMeans(logits: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: logits[0]!.length }, (_, at) => {
    const mean = logits.reduce((sum, row) => sum + row[at]!, 0) / logits.length;
    if (!Number.isFinite(mean)) throw new CardiacError("argument", `a logit of voxel ${at} is not finite`);
    return mean;
  });
}
