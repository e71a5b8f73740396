/** A region of a picture and where it comes from. */
import { GridError, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import { CardiacError } from "../errors.ts";

export interface Region {
  /** (Z, Y, X), not 0 inside. */
  readonly mask: Uint8Array;
  /** Who or what chose it: "drawn by a reader", or the rule. Goes into the method of what rests on it. */
  readonly source: string;
}

/**
 * Intensities of a still picture within a region, in the order of the picture.
 * @throws {GridError} `data-size` when the mask does not fill the picture.
 * @throws {CardiacError} `frame` when the picture has several frames; `argument` when an intensity within is not finite.
 */
export function valuesWithin(image: Volume, { mask }: Region): number[] {
  assertStill(image);
  if (mask.length !== image.data.length) {
    throw new GridError("data-size", `a mask of ${mask.length} voxels for a picture of ${image.data.length}`);
  }
  const values: number[] = [];
  for (const [at, inside] of mask.entries()) {
    if (inside === 0) continue;
    const value = image.data[at]!;
    if (!Number.isFinite(value)) throw new CardiacError("argument", `voxel ${at} has no finite intensity`);
    values.push(value);
  }
  return values;
}

/** @throws {CardiacError} `frame` unless the picture is still. */
export function assertStill(image: Volume): void {
  if (image.frameCount !== 1 || image.data.length !== voxelsPerFrame(image.grid)) {
    throw new CardiacError("frame", `expected one whole frame, got ${image.frameCount}`);
  }
}
