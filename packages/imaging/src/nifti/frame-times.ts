/**
 * Frame times, which NIfTI keeps as one offset and one interval in a unit of its choice.
 *
 * Source: nifti1.h, fields `toffset`, `pixdim[4]` and `xyzt_units`.
 */
import { NiftiError } from "../errors.ts";
import { frameCountOf, type NiftiGeometry, type NiftiHeader } from "./header.ts";
import { MILLISECOND_CODE, millisecondsPerUnit } from "./units.ts";

/**
 * Time of each frame in ms, or undefined when the header does not say: no unit of time, no positive interval, or a
 * single frame. A file that leaves its interval at the default 1 s says so, and is not second-guessed here.
 */
export function frameTimesOf(header: NiftiHeader): readonly number[] | undefined {
  const unitMs = millisecondsPerUnit(header.xyztUnits);
  const interval = header.pixdim[4];
  const frameCount = frameCountOf(header);
  const isTold = interval > 0 && Number.isFinite(interval) && Number.isFinite(header.toffset);
  if (unitMs === undefined || !isTold || frameCount === 1) return undefined;
  return Object.freeze(Array.from({ length: frameCount }, (_, t) => (header.toffset + t * interval) * unitMs));
}

/** Scanners round trigger times to a millisecond or a half: evenly spaced times may stray by that much. */
export const EVENNESS_TOLERANCE_MS = 1;

/**
 * The geometry with these frame times as its time axis, in ms.
 * @throws {NiftiError} `uneven-frame-times` when no single interval meets every time within 1 ms.
 */
export function withFrameTimes(geometry: NiftiGeometry, frameTimesMs: readonly number[] | undefined): NiftiGeometry {
  const [firstMs, lastMs] = [frameTimesMs?.at(0), frameTimesMs?.at(-1)];
  if (frameTimesMs === undefined || firstMs === undefined || lastMs === undefined || frameTimesMs.length === 1) {
    return geometry;
  }
  const intervalMs = (lastMs - firstMs) / (frameTimesMs.length - 1);
  const isEven = frameTimesMs.every((ms, t) => Math.abs(ms - firstMs - t * intervalMs) <= EVENNESS_TOLERANCE_MS);
  if (!isEven || !(intervalMs > 0)) {
    const came = frameTimesMs.map((ms) => ms.toFixed(1)).join(", ");
    const todo = "NIfTI keeps one interval only; write without frame times, or resample in time first";
    throw new NiftiError("uneven-frame-times", `frames are not evenly spaced: ${came} ms. ${todo}`);
  }
  const [qfac, si, sj, sk, , p5, p6, p7] = geometry.pixdim;
  const pixdim = [qfac, si, sj, sk, intervalMs, p5, p6, p7] as const;
  return { ...geometry, pixdim, toffset: firstMs, xyztUnits: geometry.xyztUnits | MILLISECOND_CODE };
}
