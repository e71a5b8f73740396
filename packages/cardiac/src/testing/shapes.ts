/** Shapes of known volume painted onto grids: the subjects of this package's tests. */
import { fromColumns, type Grid, type LabelVolume, makeGrid, type Vector3, voxelsPerFrame } from "@cmrkit/imaging";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";

/** A grid centred on the patient's origin, its slices turned about the x and then the z axis. */
export function gridOf(size: Vector3, spacing: Vector3, tiltDegrees = 0): Grid {
  const c = Math.cos((tiltDegrees * Math.PI) / 180);
  const s = Math.sin((tiltDegrees * Math.PI) / 180);
  const turn = ([x, y, z]: Vector3): Vector3 => [
    c * x - s * (c * y - s * z),
    s * x + c * (c * y - s * z),
    s * y + c * z,
  ];
  const at = turn([
    (-spacing[0] * (size[0] - 1)) / 2,
    (-spacing[1] * (size[1] - 1)) / 2,
    (-spacing[2] * (size[2] - 1)) / 2,
  ]);
  const columns = {
    iAxis: turn([spacing[0], 0, 0]),
    jAxis: turn([0, spacing[1], 0]),
    kAxis: turn([0, 0, spacing[2]]),
    origin: at,
  };
  return makeGrid(size, fromColumns("ijk", "lps", columns));
}

/** Labels by voxel index. */
export function paint(
  grid: Grid,
  labelAt: (i: number, j: number, k: number, frame: number) => number,
  frameCount = 1,
): LabelVolume {
  const [X, Y] = grid.size;
  const voxels = voxelsPerFrame(grid);
  const labels = Uint8Array.from({ length: frameCount * voxels }, (_, n) => {
    const at = n % voxels;
    return labelAt(at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y)), Math.floor(n / voxels));
  });
  return { grid, frameCount, labels };
}

/** Labels by where a voxel's centre lies in the patient, in mm. */
export function paintAtMm(grid: Grid, labelAt: (x: number, y: number, z: number) => number): LabelVolume {
  const m = grid.ijkToLps.matrix;
  const coordinate = (row: number, i: number, j: number, k: number) =>
    m[4 * row]! * i + m[4 * row + 1]! * j + m[4 * row + 2]! * k + m[4 * row + 3]!;
  return paint(grid, (i, j, k) => labelAt(coordinate(0, i, j, k), coordinate(1, i, j, k), coordinate(2, i, j, k)));
}

/** One frame of a heart made of blocks, so that every volume is a count of voxels. Lengths in voxels. */
export interface BlockHeart {
  /** Extent of the left cavity along i; along j it has 20. A wall of 4 surrounds it. */
  readonly cavity: number;
  /** Extent of the right cavity along i, beside the wall; along j it has 28. 0 for none. */
  readonly rightCavity: number;
}

/** 0.04 ml a voxel: 2 × 2 × 10 mm. */
const blockGrid = gridOf([64, 40, 10], [2, 2, 10], 30);
const FIRST_SLICE = 1;
const LAST_SLICE = 8;

/** Block hearts in slices 1–8 of 10, a frame each. The cavity holds 0.04 · 20 · 8 · `cavity` = 6.4 · `cavity` ml. */
export function blockHearts(frames: readonly BlockHeart[]): LabelVolume {
  return paint(
    blockGrid,
    (i, j, k, t) => (k < FIRST_SLICE || k > LAST_SLICE ? 0 : blockLabel(frames[t]!, i, j)),
    frames.length,
  );
}

function blockLabel({ cavity, rightCavity }: BlockHeart, i: number, j: number): number {
  const right = 56; // where the free wall ends
  const inRows = (margin: number) => j >= 10 - margin && j < 30 + margin;
  const wall = right - cavity - 8;
  if (cavity > 0 && i >= wall + 4 && i < right - 4 && inRows(0)) return LEFT_VENTRICLE;
  if (cavity > 0 && i >= wall && i < right && inRows(4)) return MYOCARDIUM;
  if (i >= wall - rightCavity && i < wall && inRows(4)) return RIGHT_VENTRICLE;
  return 0;
}

/** The same labels with one structure wiped from a slice of a frame. */
export function withoutSlice(labels: LabelVolume, label: number, sliceIndex: number, frameIndex: number): LabelVolume {
  const [X, Y] = labels.grid.size;
  const start = frameIndex * voxelsPerFrame(labels.grid) + sliceIndex * X * Y;
  const isWiped = (at: number) => at >= start && at < start + X * Y;
  return { ...labels, labels: labels.labels.map((value, at) => (value === label && isWiped(at) ? 0 : value)) };
}

/** The same labels with numbers exchanged. */
export function relabelled(labels: LabelVolume, to: readonly number[]): LabelVolume {
  return { ...labels, labels: labels.labels.map((label) => to[label]!) };
}
