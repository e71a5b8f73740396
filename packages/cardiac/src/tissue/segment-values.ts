/**
 * What a quantitative map (T1, T2, extracellular volume) says segment by segment.
 *
 * Source: Messroghli et al. 2017, doi:10.1186/s12968-017-0389-8. Values compare only with a reference of the same scanner,
 * field strength and sequence, so none is built in: see `zScore`.
 */
import { GridError, type Volume } from "@cmrkit/imaging";
import { type Measured, notMeasurable } from "../measured.ts";
import { type Region, valuesWithin } from "./region.ts";

export interface SegmentValue {
  /** In the map's unit. */
  readonly mean: Measured;
  /** Between voxels. */
  readonly standardDeviation: Measured;
  readonly voxels: number;
}

export interface MapValues {
  /** Which myocardium was read, and how much of its borders was taken off. */
  readonly region: string;
  /** Over all of the region, whether or not it lies in a segment. */
  readonly myocardium: SegmentValue;
  /** 16, by number from 1. */
  readonly segments: readonly SegmentValue[];
}

/** Own rule: the mean of fewer voxels is not one of a segment. */
const FEWEST_VOXELS = 10;

/**
 * Means over the myocardium less its borders.
 * @param map One frame. @param region On the map's grid: `wallCore`, or `erodedMyocardium` where pixels are counted.
 * @param segments As `voxelSegments` gives it.
 * @throws {GridError} `data-size`.
 * @throws {CardiacError} `frame` when the map is not still; `argument` when a value within is not finite.
 */
export function mapValues(map: Volume, { mask, source }: Region, segments: Uint8Array): MapValues {
  if (segments.length !== mask.length) {
    throw new GridError("data-size", `${segments.length} segment numbers for ${mask.length} voxels`);
  }
  return {
    region: source,
    myocardium: valueWithin(map, { mask, source }),
    segments: Array.from({ length: 16 }, (_, n) =>
      valueWithin(map, { mask: mask.map((inside, at) => Number(inside !== 0 && segments[at] === n + 1)), source }),
    ),
  };
}

/**
 * Mean, deviation and number of the voxels of any region; not measurable from fewer than 10.
 * @throws what `mapValues` throws.
 */
export function valueWithin(map: Volume, region: Region): SegmentValue {
  const values = valuesWithin(map, region);
  const voxels = values.length;
  if (voxels < FEWEST_VOXELS) {
    const none = notMeasurable(`${voxels} voxels are left within the borders; ${FEWEST_VOXELS} are needed`);
    return { mean: none, standardDeviation: none, voxels };
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / voxels;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: Math.sqrt(squares / (voxels - 1)), voxels };
}
