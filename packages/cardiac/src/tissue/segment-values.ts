/**
 * What a quantitative map (T1, T2, extracellular volume) says segment by segment.
 *
 * Source: Messroghli et al. 2017, doi:10.1186/s12968-017-0389-8. Values compare only with a reference of the same scanner,
 * field strength and sequence, so none is built in: see `zScore`.
 */
import { assertSameGrid, GridError, type LabelVolume, type Volume } from "@cmrkit/imaging";
import { type Measured, notMeasurable } from "../measured.ts";
import { erodedMyocardium } from "./eroded-myocardium.ts";
import { valuesWithin } from "./region.ts";

export interface SegmentValue {
  /** In the map's unit. */
  readonly mean: Measured;
  /** Between voxels. */
  readonly standardDeviation: Measured;
  readonly voxels: number;
}

export interface MapValues {
  readonly erodedPixels: number;
  /** Over all of the eroded myocardium, whether or not it lies in a segment. */
  readonly myocardium: SegmentValue;
  /** 16, by number from 1. */
  readonly segments: readonly SegmentValue[];
}

/** Own rule: the mean of fewer voxels is not one of a segment. */
const FEWEST_VOXELS = 10;

/**
 * Means over the myocardium less its borders.
 * @param map One frame. @param labels One frame on the same grid. @param segments As `voxelSegments` gives it.
 * @param erodedPixels Taken off each border; state it with every value.
 * @throws {GridError} `grids-differ`, `data-size`.
 * @throws {CardiacError} `frame` when the map is not still; `argument` when a value within is not finite.
 */
export function mapValues(map: Volume, labels: LabelVolume, segments: Uint8Array, erodedPixels: number): MapValues {
  assertSameGrid(map.grid, labels.grid, "the map and its labels");
  const mask = erodedMyocardium(labels, 0, erodedPixels);
  if (segments.length !== mask.length) {
    throw new GridError("data-size", `${segments.length} segment numbers for ${mask.length} voxels`);
  }
  const source = `myocardium less ${erodedPixels} pixels at its borders`;
  const within = (inside: Uint8Array) => segmentValue(valuesWithin(map, { mask: inside, source }));
  return {
    erodedPixels,
    myocardium: within(mask),
    segments: Array.from({ length: 16 }, (_, n) =>
      within(mask.map((inside, at) => Number(inside === 1 && segments[at] === n + 1))),
    ),
  };
}

function segmentValue(values: readonly number[]): SegmentValue {
  const voxels = values.length;
  if (voxels < FEWEST_VOXELS) {
    const none = notMeasurable(`${voxels} voxels are left within the borders; ${FEWEST_VOXELS} are needed`);
    return { mean: none, standardDeviation: none, voxels };
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / voxels;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardDeviation: Math.sqrt(squares / (voxels - 1)), voxels };
}
