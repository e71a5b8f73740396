/**
 * Units of length and time: `xyzt_units` holds both, length in its low three bits, time in the next three.
 *
 * Source: nifti1.h, NIFTI_UNITS_*.
 */
import { type Affine, columnsOf, fromColumns } from "../affine.ts";
import { NiftiError } from "../errors.ts";
import { scale } from "../geometry-vector.ts";

export const MILLIMETRE_CODE = 2;
export const MILLISECOND_CODE = 16;

const LENGTH_BITS = 0b000111;
const TIME_BITS = 0b111000;

/** Code 0 is "unknown", left so by many writers that mean mm. */
const millimetresPerLength: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1000],
  [MILLIMETRE_CODE, 1],
  [3, 0.001],
]);

const millisecondsPerTime: ReadonlyMap<number, number> = new Map([
  [8, 1000],
  [MILLISECOND_CODE, 1],
  [24, 0.001],
]);

/** Whether the file says in what unit its lengths are. */
export function hasLengthUnit(xyztUnits: number): boolean {
  return (xyztUnits & LENGTH_BITS) !== 0;
}

/**
 * Millimetres in the file's unit of length, 1 where it names none.
 * @throws {NiftiError} `bad-units` for a code that the standard does not define.
 */
export function millimetresPerUnit(xyztUnits: number): number {
  const code = xyztUnits & LENGTH_BITS;
  const factor = millimetresPerLength.get(code);
  if (factor !== undefined) return factor;
  throw new NiftiError("bad-units", `xyzt_units names length unit ${code}; known are 0 unknown, 1 m, 2 mm, 3 µm`);
}

/** Milliseconds in the file's unit of time, or undefined when the fourth axis has none, or is not time (Hz, ppm). */
export function millisecondsPerUnit(xyztUnits: number): number | undefined {
  return millisecondsPerTime.get(xyztUnits & TIME_BITS);
}

/** A map whose lengths are in the file's unit, in mm. */
export function inMillimetres(map: Affine<"ijk", "ras">, xyztUnits: number): Affine<"ijk", "ras"> {
  const factor = millimetresPerUnit(xyztUnits);
  const { iAxis, jAxis, kAxis, origin } = columnsOf(map);
  return fromColumns("ijk", "ras", {
    iAxis: scale(iAxis, factor),
    jAxis: scale(jAxis, factor),
    kAxis: scale(kAxis, factor),
    origin: scale(origin, factor),
  });
}
