/**
 * Test-time augmentation: the network also sees an image mirrored and turned in its plane; what it says is turned back and
 * averaged.
 *
 * Source: mirroring at inference as nnU-Net, Isensee et al. 2021, doi:10.1038/s41592-020-01008-z. Quarter turns need no square
 * image here: windows and prepared pixels are square, so a wide image stands upright and is as good as before.
 */
import type { ImageVoxels } from "./window.ts";

export const testTimeAugmentations = ["none", "flips", "turns"] as const;
/** `flips`: upright, mirrored along x, along y and along both. `turns`: all eight symmetries of a square. */
export type TestTimeAugmentation = (typeof testTimeAugmentations)[number];

/** A symmetry of the square: x and y are swapped first, then mirrored. */
export interface PlaneTurn {
  readonly swapsAxes: boolean;
  readonly mirrorsX: boolean;
  readonly mirrorsY: boolean;
}

const mirrored = (mirrorsX: boolean, mirrorsY: boolean): PlaneTurn => ({ swapsAxes: false, mirrorsX, mirrorsY });
export const upright: PlaneTurn = mirrored(false, false);
const flips: readonly PlaneTurn[] = [upright, mirrored(true, false), mirrored(false, true), mirrored(true, true)];

/** How the network sees an image, the upright one first. */
export const planeTurns = {
  none: [upright],
  flips,
  turns: [...flips, ...flips.map((turn) => ({ ...turn, swapsAxes: true }))],
} as const satisfies Readonly<Record<TestTimeAugmentation, readonly PlaneTurn[]>>;

/** Every plane of an image turned; where axes are swapped, so are the image's sides. */
export function turnedImage({ data, size: [C, Z, Y, X] }: ImageVoxels, turn: PlaneTurn): ImageVoxels {
  const sources = sourcePixels(turn, [Y, X]);
  const turned = new Float32Array(data.length);
  for (let plane = 0; plane < data.length; plane += sources.length)
    for (let at = 0; at < sources.length; at++) turned[plane + at] = data[plane + sources[at]!]!;
  return { data: turned, size: turn.swapsAxes ? [C, Z, X, Y] : [C, Z, Y, X] };
}

/** Undoes a turn. @param values (…, Y, X) of the turned image. @param extents Of a plane that is upright. */
export function turnedBack(values: Float32Array, turn: PlaneTurn, extents: PlaneExtents): Float32Array {
  const sources = sourcePixels(turn, extents);
  const back = new Float32Array(values.length);
  for (let plane = 0; plane < values.length; plane += sources.length)
    for (let at = 0; at < sources.length; at++) back[plane + sources[at]!] = values[plane + at]!;
  return back;
}

type PlaneExtents = readonly [Y: number, X: number];

/** For each pixel of the turned plane, the one of the upright plane that comes there. */
function sourcePixels({ swapsAxes, mirrorsX, mirrorsY }: PlaneTurn, [Y, X]: PlaneExtents): Uint32Array {
  const [width, height] = swapsAxes ? [Y, X] : [X, Y];
  return Uint32Array.from({ length: Y * X }, (_, at) => {
    const [u, v] = [at % width, Math.floor(at / width)];
    const [i, j] = [mirrorsX ? width - 1 - u : u, mirrorsY ? height - 1 - v : v];
    return swapsAxes ? i * X + j : j * X + i;
  });
}
