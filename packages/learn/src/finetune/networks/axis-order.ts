/** CineMA's networks run X, Y, Z, as their weights demand; windows run Z, Y, X. This is the one place where they meet. */
import { type Tensor, transpose } from "@cmrkit/graph";

/** (B, C, Z, Y, X) → (B, C, X, Y, Z), or (B, C, Y, X) → (B, C, X, Y); the same again turns it back. */
export function axesReversed(image: Tensor): Tensor {
  return transpose(image, image.shape.length === 5 ? [0, 1, 4, 3, 2] : [0, 1, 3, 2]);
}

/** The extents of a window as CineMA's configurations name them, X, Y[, Z]. */
export function originalExtents(size: number, slices: number | null): number[] {
  return slices === null ? [size, size] : [size, size, slices];
}
