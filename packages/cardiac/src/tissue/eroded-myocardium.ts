/**
 * Myocardium without its borders, where a voxel mixes muscle with blood, fat or lung: maps are read within it.
 *
 * Source: Messroghli et al. 2017, JCMR 19:75, doi:10.1186/s12968-017-0389-8, which asks for conservative contours.
 */
import { type LabelVolume, labelFrameOf } from "@cmrkit/imaging";
import { CardiacError } from "../errors.ts";
import { MYOCARDIUM } from "../structures.ts";

/**
 * Myocardial voxels of one frame whose neighbours in the slice, up to `pixels` away along rows and columns together, are all
 * myocardium. Eroded within slices only: slices are thicker than the wall.
 * @param pixels 0 keeps all. @returns (Z, Y, X), 1 inside.
 * @throws {CardiacError} `argument` unless `pixels` is a whole number from 0 on. @throws {GridError} `data-size`, `bad-window`.
 */
export function erodedMyocardium(labels: LabelVolume, frameIndex: number, pixels: number): Uint8Array {
  if (!Number.isInteger(pixels) || pixels < 0) {
    throw new CardiacError("argument", `erosion takes a whole number of pixels, got ${pixels}`, { pixels });
  }
  const [X, Y] = labels.grid.size;
  let mask = labelFrameOf(labels, frameIndex).labels.map((label) => Number(label === MYOCARDIUM));
  for (let pass = 0; pass < pixels; pass++) {
    const before = mask;
    const isInside = (at: number, i: number, j: number) =>
      before[at] === 1 &&
      i > 0 &&
      i < X - 1 &&
      j > 0 &&
      j < Y - 1 &&
      before[at - 1] === 1 &&
      before[at + 1] === 1 &&
      before[at - X] === 1 &&
      before[at + X] === 1;
    mask = before.map((_, at) => Number(isInside(at, at % X, Math.floor(at / X) % Y)));
  }
  return mask;
}
