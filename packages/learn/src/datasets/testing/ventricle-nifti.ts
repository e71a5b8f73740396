/**
 * A tiny short axis in NIfTI, 12 × 12 × 2 voxels of 1.5 × 1.5 × 9 mm: a cavity within a ring, beside another cavity. Each
 * structure is as bright as its place in the drawing, so images and labels tell the same story under any numbering.
 */
import { fromColumns, type Grid, makeGrid, writeNifti } from "@cmrkit/imaging";

const [SIDE, SLICES] = [12, 2];

const ventricleGrid: Grid = makeGrid(
  [SIDE, SIDE, SLICES],
  fromColumns("ijk", "lps", { iAxis: [1.5, 0, 0], jAxis: [0, 1.5, 0], kAxis: [0, 0, 9], origin: [0, 0, 0] }),
);

/** How a set numbers what is drawn. */
export interface Numbering {
  readonly cavity: number;
  readonly ring: number;
  readonly beside: number;
}

export function cineFile(frameCount: number): Uint8Array {
  return fileOf(frameCount, () => ({ cavity: 900, ring: 200, beside: 800 }), 50);
}

/** Labels in the frames that have a numbering; the others are empty. */
export function labelFile(frameCount: number, numberingAt: (frame: number) => Numbering | undefined): Uint8Array {
  return fileOf(frameCount, numberingAt, 0);
}

function fileOf(
  frameCount: number,
  numberingAt: (frame: number) => Numbering | undefined,
  background: number,
): Uint8Array {
  const frames = Array.from({ length: frameCount }, (_, t) => frameOf(numberingAt(t), background));
  const data = Float32Array.from(frames.flat());
  const frameTimesMs = frames.map((_, t) => 40 * t);
  return writeNifti({ grid: ventricleGrid, frameCount, data, frameTimesMs }, { datatype: "int16", gzip: true });
}

function frameOf(numbering: Numbering | undefined, background: number): number[] {
  return Array.from({ length: SIDE * SIDE * SLICES }, (_, at) => {
    const [i, j] = [at % SIDE, Math.floor(at / SIDE) % SIDE];
    const part = partAt(Math.hypot(i - 7, j - 6), i);
    return part === undefined ? background : (numbering?.[part] ?? background);
  });
}

function partAt(fromCentre: number, i: number): keyof Numbering | undefined {
  if (fromCentre < 2) return "cavity";
  if (fromCentre < 3.5) return "ring";
  return i < 3 ? "beside" : undefined;
}
