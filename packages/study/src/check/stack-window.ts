/** The middle of a stack as the check of images sees it: always as many voxels of one size, whatever the scanner's. */
import { fromColumns, type Grid, makeGrid, resample, spacingMm, type Volume } from "@cmrkit/imaging";
import { intensityScale } from "../segment/intensities.ts";

/** Voxels along X, Y, Z, and their distance, as the short axis of CineMA's encoder of this size. */
export const STACK_WINDOW_SIZE = [96, 96, 8] as const;
const PIXEL_MM = 1.9;
const SLICE_MM = 10;
const CLIP_PERCENTILES: readonly [number, number] = [0.5, 99.5];

/** One frame in 0 … 1, (X, Y, Z) with Z fastest; 0 outside the image, and in slices that a short stack does not have. */
export function stackWindow(volume: Volume, frame: number): Float32Array {
  const [X, Y, Z] = volume.grid.size;
  const data = volume.data.slice(frame * X * Y * Z, (frame + 1) * X * Y * Z);
  const { low, high } = intensityScale([data], [...CLIP_PERCENTILES]);
  const range = high > low ? high - low : 1;
  const scaled = data.map((value) => (Math.min(high, Math.max(low, value)) - low) / range);
  const [dx, dy, dz] = spacingMm(volume.grid.ijkToLps);
  const upright = { grid: uprightGrid([X, Y, Z], [dx, dy, dz]), frameCount: 1, data: scaled };
  const { data: cut } = resample(upright, windowGrid(Z * dz), "linear", 0);
  return slicesFastest(cut);
}

/** About the middle of the stack in the plane; along it, the middle slices of many, or all of few and then none. */
function windowGrid(heightMm: number): Grid {
  const [, , most] = STACK_WINDOW_SIZE;
  const slices = Math.max(1, Math.round(heightMm / SLICE_MM));
  const first = Math.max(0, Math.round((slices - most) / 2));
  const middleMm = (first + (most - 1) / 2 - (slices - 1) / 2) * SLICE_MM;
  return uprightGrid(STACK_WINDOW_SIZE, [PIXEL_MM, PIXEL_MM, SLICE_MM], middleMm);
}

type Triple = readonly [x: number, y: number, z: number];

function uprightGrid(size: Triple, [dx, dy, dz]: Triple, middleZ = 0): Grid {
  const [X, Y, Z] = size;
  const origin = [(-(X - 1) / 2) * dx, (-(Y - 1) / 2) * dy, middleZ - ((Z - 1) / 2) * dz] as const;
  const axes = { iAxis: [dx, 0, 0], jAxis: [0, dy, 0], kAxis: [0, 0, dz], origin } as const;
  return makeGrid(size, fromColumns("ijk", "lps", axes));
}

function slicesFastest(data: Float32Array): Float32Array {
  const [X, Y, Z] = STACK_WINDOW_SIZE;
  const turned = new Float32Array(data.length);
  for (let z = 0; z < Z; z++)
    for (let y = 0; y < Y; y++) for (let x = 0; x < X; x++) turned[(x * Y + y) * Z + z] = data[(z * Y + y) * X + x]!;
  return turned;
}
