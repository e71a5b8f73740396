/** A source file's geometry for an image derived from it, once the two are shown to belong together. */
import { NiftiError } from "../errors.ts";
import { isSameGrid } from "../geometry-grid.ts";
import type { Grid } from "../volume.ts";
import { EVENNESS_TOLERANCE_MS, frameTimesOf } from "./frame-times.ts";
import { placeGrid } from "./geometry.ts";
import { frameCountOf, type NiftiGeometry, type NiftiHeader } from "./header.ts";

/** Where and when an image lies. */
export interface PlacedImage {
  readonly grid: Grid;
  readonly frameCount: number;
  readonly frameTimesMs?: readonly number[];
}

/**
 * The geometry fields of `like`, unchanged, for an image on the same grid with the same frames, or one of them.
 * @throws {NiftiError} `header-mismatch` when the grid, the number of frames or their times differ.
 */
export function carriedGeometry(like: NiftiHeader, image: PlacedImage): NiftiGeometry {
  const { grid } = placeGrid(like);
  if (!isSameGrid(grid, image.grid)) {
    const came = `${grid.size.join(" × ")} voxels, or elsewhere; the image has ${image.grid.size.join(" × ")}`;
    throw mismatch(`lies on another grid: ${came}`);
  }
  if (image.frameCount > 1 && image.frameCount !== frameCountOf(like)) {
    throw mismatch(`has ${frameCountOf(like)} frames, the image ${image.frameCount}`);
  }
  if (image.frameCount > 1 && image.frameTimesMs && !areSameTimes(frameTimesOf(like), image.frameTimesMs)) {
    throw mismatch("has other frame times than the image");
  }
  return like;
}

function areSameTimes(declared: readonly number[] | undefined, times: readonly number[]): boolean {
  return declared?.every((ms, t) => Math.abs(ms - (times[t] ?? Number.NaN)) <= EVENNESS_TOLERANCE_MS) ?? false;
}

function mismatch(how: string): NiftiError {
  const todo = "Give the header of the file that the image came from, or none";
  return new NiftiError("header-mismatch", `the header to be carried through ${how}. ${todo}`);
}
