/**
 * Rotary positions of a grid of patches: queries and keys are turned by angles that grow with Y in one half of the
 * rotated planes and with X in the other, so that their product depends on the way between two patches only.
 *
 * Source: Su et al. 2021, arXiv:2104.09864; the axial form of Heo et al. 2024, arXiv:2403.13298 §3.1, with the
 * coordinates, periods and pairing of channels of DINOv3 (Siméoni et al. 2025, arXiv:2508.10104).
 */
import { add, concat, constant, mul, neg, split, type Tensor } from "@cmrkit/graph";
import { float32, ShapeError, showShape } from "@cmrkit/tensor";

const LONGEST_PERIOD = 100; // of DINOv3; the image is 2 wide, so the slowest planes hardly turn

/** Cosines and sines (T, F) of the angles of T tokens in F channels of a head. */
export interface Rotation {
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/**
 * The rotation of `prefix` tokens without a place, which stay as they are, and of the patches of a grid, x fastest.
 * Coordinates are patch centres in −1 … 1 along each axis, whatever the size of the grid.
 * @param F Channels of a head.
 * @throws {ShapeError} when F is not divisible by 4: two axes, and two channels a plane.
 */
export function axialRotation([gy, gx]: readonly [number, number], F: number, prefix = 1): Rotation {
  if (F % 4 !== 0) throw new ShapeError(`rotary positions need heads of 4·n channels, not ${showShape([F])}`);
  const patches = Array.from({ length: gy * gx }, (_, n) =>
    planeAngles([centre(Math.floor(n / gx), gy), centre(n % gx, gx)], F / 4),
  );
  const still = Array.from({ length: prefix }, () => new Array<number>(F / 2).fill(0));
  const angles = [...still, ...patches].flatMap((planes) => [...planes, ...planes]);
  const table = (f: (angle: number) => number) => constant(float32([prefix + gy * gx, F], angles.map(f)));
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

function centre(index: number, extent: number): number {
  return (2 * (index + 0.5)) / extent - 1;
}

/** Angles of the planes of each axis in turn, `planes` periods from 1 towards `LONGEST_PERIOD`. */
function planeAngles(coordinates: readonly number[], planes: number): number[] {
  return coordinates.flatMap((coordinate) =>
    Array.from({ length: planes }, (_, i) => (2 * Math.PI * coordinate) / LONGEST_PERIOD ** (i / planes)),
  );
}

/** x (…, T, F) turned: channels i and i + F/2 make a plane. */
export function rotate(x: Tensor, { cos, sin }: Rotation): Tensor {
  const F = x.shape.at(-1)!;
  const [first, second] = split(x, -1, [F / 2, F / 2]);
  return add(mul(x, cos), mul(concat([neg(second!), first!], -1), sin));
}
