/** Pixels of one file or stack of files, as they were read, and checks that such stacks fit each other. */
import { type Grid, isSameGrid } from "@cmrkit/imaging";
import { LearnError } from "../../errors.ts";
import type { SpacingMm } from "../data-set.ts";

export interface Stack<Values = Float32Array | Uint16Array | Uint8Array> {
  /** Where it was read, for messages. */
  readonly path: string;
  /** (Z, Y, X), x fastest. */
  readonly values: Values;
  readonly size: readonly [Z: number, Y: number, X: number];
  /** Null where the format does not say it. */
  readonly spacingMm: SpacingMm | null;
  /** Where it lies in the patient, where the format says so. */
  readonly grid?: Grid;
}

/** @throws {LearnError} `bad-spacing` when a spacing is zero, negative or not finite. */
export function requireSpacing({ spacingMm, path }: Stack, subject: string): void {
  if (spacingMm?.every((mm) => Number.isFinite(mm) && mm > 0) ?? true) return;
  const message = `${subject}: ${path} has a voxel spacing of ${spacingMm?.join(" × ")} mm (z, y, x)`;
  throw new LearnError("bad-spacing", `${message}; each must be above 0 and finite: correct it at its source`);
}

/**
 * Nothing can be seen in one grey value, whatever is drawn on it: an export that failed, or a file of another use.
 * @throws {LearnError} `bad-image`.
 */
export function requireContrast({ path, values }: Stack, subject: string): void {
  const [first] = values;
  if (values.some((value) => value !== first)) return;
  const message = `${subject}: ${path} is ${first} in all of the image's ${values.length} voxels`;
  throw new LearnError("bad-image", `${message}; give the file that shows the heart, or leave the image out`);
}

/** Spacings in tables carry three digits or more. */
const SAME_SPACING = 1e-3;

/**
 * Checks that two stacks have the same voxels: equal size, and where both say it the same place, or else spacing.
 * @throws {LearnError} `grids-differ` naming both files.
 */
export function requireSameGrid(a: Stack, b: Stack, subject: string): void {
  const difference = differenceOf(a, b);
  if (difference === undefined) return;
  const message = `${subject}: ${a.path} and ${b.path} lie on different grids: ${difference}`;
  throw new LearnError("grids-differ", `${message}; resample one onto the other, or take the file that belongs to it`);
}

function differenceOf(a: Stack, b: Stack): string | undefined {
  if (String(a.size) !== String(b.size)) return `${a.size.join(" × ")} and ${b.size.join(" × ")} voxels (z, y, x)`;
  if (a.grid !== undefined && b.grid !== undefined) {
    const matrices = [a.grid, b.grid].map(({ ijkToLps }) => `[${ijkToLps.matrix.slice(0, 12).join(" ")}]`);
    return isSameGrid(a.grid, b.grid) ? undefined : `voxels → patient by ${matrices.join(" and ")}`;
  }
  if (a.spacingMm === null || b.spacingMm === null) return undefined;
  const isNear = a.spacingMm.every((mm, axis) => Math.abs(mm - b.spacingMm![axis]!) <= SAME_SPACING * mm);
  return isNear ? undefined : `${a.spacingMm.join(" × ")} and ${b.spacingMm.join(" × ")} mm (z, y, x)`;
}
