/** A tiny short axis as pictures of 20 × 20 pixels: a cavity of radius 3 in a ring of radius 6 around pixel (9, 10). */
import { encodePng } from "@cmrkit/study";
import { SIDE } from "../../catalogue/testing/small-images.ts";

export interface RingNumbering {
  readonly cavity: number;
  readonly ring: number;
  /** A disc in the ring at its left, as an infarct would be. */
  readonly scar?: number;
}

/** Labels, or intensities if the numbers are those. */
export function ringPicture({ cavity, ring, scar = ring }: RingNumbering): Uint8Array {
  const pixels = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [i, j] = [at % SIDE, Math.floor(at / SIDE)];
    const fromCentre = Math.hypot(i - 9, j - 10);
    if (fromCentre < 3) return cavity;
    if (fromCentre >= 6) return 0;
    return Math.hypot(i - 4, j - 10) < 1.5 ? scar : ring;
  });
  return encodePng(pixels, SIDE, SIDE);
}

/** How many pixels have their centre in the cavity. */
export const CAVITY_PIXELS = 25;
