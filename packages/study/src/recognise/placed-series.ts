/** A series with what its geometry amounts to. */
import { extentOf, normalOf, type Series, type Vector3 } from "@cmrkit/imaging";

export interface PlacedSeries {
  readonly series: Series;
  readonly sliceCount: number;
  /** Of most slices. */
  readonly frameCount: number;
  /** Unit normal of its planes in LPS, row × column. */
  readonly normal: Vector3;
}

export function placedSeries(series: Series): PlacedSeries {
  return { series, ...extentOf(series), normal: normalOf(series.instances[0]!.imageOrientationPatient) };
}

/** Fewer parallel slices are planes by themselves. */
export const LEAST_STACK_SLICES = 3;

/** How a reader finds a series again: by its number where it has one. */
export function nameOfSeries({ instances, seriesInstanceUid }: Series): string {
  const number = instances[0]!.seriesNumber;
  return number === undefined ? `series ${seriesInstanceUid}` : `series number ${number}`;
}

/** `11 slices × 20 frames`. */
export function sizeOf(series: Series): string {
  const { sliceCount, frameCount } = extentOf(series);
  return `${sliceCount} ${sliceCount === 1 ? "slice" : "slices"} × ${frameCount} ${frameCount === 1 ? "frame" : "frames"}`;
}
