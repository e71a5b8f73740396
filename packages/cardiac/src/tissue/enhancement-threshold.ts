/**
 * From which intensity on myocardium counts as enhanced in a late-gadolinium picture. There is no consensus: two deviations
 * above remote myocardium find about twice the scar of five, six suit hypertrophic hearts, the half of the maximum is the most
 * repeatable in infarcts. An amount of scar is meaningless without its rule, so every threshold carries its own.
 *
 * Sources: Flett et al. 2011, JACC Cardiovasc Imaging 4:150–156, doi:10.1016/j.jcmg.2010.11.015; Schulz-Menger et al. 2020,
 * doi:10.1186/s12968-020-00610-6.
 */
import type { Volume } from "@cmrkit/imaging";
import { type NotMeasurable, notMeasurable } from "../measured.ts";
import { type Region, valuesWithin } from "./region.ts";

export interface EnhancementThreshold {
  readonly kind: "threshold";
  /** In the picture's intensities; voxels above it are enhanced. */
  readonly intensity: number;
  /** The rule and the region it rests on, for the record. */
  readonly method: string;
}

export const deviationMultiples = [2, 3, 4, 5, 6] as const;
export type DeviationMultiple = (typeof deviationMultiples)[number];

/** Own rule: the deviation of fewer voxels is mostly chance. */
const FEWEST_VOXELS = 20;

/**
 * Mean of remote myocardium plus a multiple of its standard deviation.
 * @param remote Healthy, nulled myocardium: drawn by a reader, or `darkestSector` where the caller accepts its choice.
 * @throws {GridError} `data-size` when the region does not fit the picture.
 */
export function thresholdAboveRemote(
  image: Volume,
  remote: Region,
  multiple: DeviationMultiple,
): EnhancementThreshold | NotMeasurable {
  const values = valuesWithin(image, remote);
  if (values.length < FEWEST_VOXELS) return tooFew(values.length);
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  if (deviation === 0) return notMeasurable("remote myocardium has one intensity only, and so no deviation");
  return {
    kind: "threshold",
    intensity: mean + multiple * deviation,
    method: `${multiple} standard deviations above the mean of remote myocardium (${remote.source})`,
  };
}

/**
 * Half of the brightest intensity within the enhanced core: full width at half maximum. Intensities must be zero where there
 * is no signal, as in magnitude pictures. In pictures that are offset or stretched, as 8-bit exports are, half of the maximum
 * means nothing: where it lies at or below the mean of remote myocardium, there is no threshold.
 * @param core Enhanced myocardium that a reader marked, or what another threshold found.
 * @param remote Healthy, nulled myocardium.
 * @throws {GridError} `data-size`.
 */
export function thresholdAtHalfMaximum(
  image: Volume,
  core: Region,
  remote: Region,
): EnhancementThreshold | NotMeasurable {
  const values = valuesWithin(image, core);
  if (values.length === 0) return notMeasurable("no enhanced core is marked");
  const remoteValues = valuesWithin(image, remote);
  if (remoteValues.length < FEWEST_VOXELS) return tooFew(remoteValues.length);
  const maximum = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (maximum / 2 <= meanOf(remoteValues)) {
    return notMeasurable(
      "half of the core's maximum is not above remote myocardium: the picture is offset or not nulled",
    );
  }
  return {
    kind: "threshold",
    intensity: maximum / 2,
    method: `half of the maximum within the enhanced core (${core.source})`,
  };
}

function tooFew(voxels: number): NotMeasurable {
  return notMeasurable(`remote myocardium has ${voxels} voxels; ${FEWEST_VOXELS} are needed`);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
