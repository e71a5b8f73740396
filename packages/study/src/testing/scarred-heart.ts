/** A still short-axis stack of a tapering heart with an infarct of a known fifth of the muscle: the subject of tissue tests. */
import { LEFT_VENTRICLE, labelTables, MYOCARDIUM, type NamedLabels, RIGHT_VENTRICLE } from "@cmrkit/cardiac";
import { fromColumns, type LabelVolume, makeGrid, type Volume } from "@cmrkit/imaging";
import { shapeFacts } from "../input/shape-facts.ts";
import type { StillInput } from "../input/still-input.ts";

const SIZE = 90;
const SLICES = 6;

/** Seen from the apex: rows run to the left, columns to the foot, the base lies behind. */
export const scarredGrid = makeGrid(
  [SIZE, SIZE, SLICES],
  fromColumns("ijk", "lps", {
    iAxis: [Math.SQRT1_2, Math.SQRT1_2, 0],
    jAxis: [-0.5, 0.5, -Math.SQRT1_2],
    kAxis: [5, -5, -10 * Math.SQRT1_2],
    origin: [0, 0, 0],
  }),
);

/** The infarct takes 72°, from the anterior insertion on and away from the septum. */
export const INFARCT_SHARE_PERCENT = 20;
/** A voxel is a tenth of a ml. */
export const VOXEL_ML = 0.01;

function placeOf(voxel: number) {
  const [x, y] = [(voxel % SIZE) - (SIZE - 1) / 2, (Math.floor(voxel / SIZE) % SIZE) - (SIZE - 1) / 2];
  const taper = Math.sqrt(1 - (Math.floor(voxel / SIZE ** 2) / 8) ** 2);
  return { radius: Math.hypot(x, y), degrees: (Math.atan2(y, -x) * 180) / Math.PI, taper };
}

function structureAt(voxel: number): number {
  const { radius, degrees, taper } = placeOf(voxel);
  const [endocardium, epicardium] = [20 * taper, 20 * taper + 10];
  if (radius <= endocardium) return LEFT_VENTRICLE;
  if (radius <= epicardium) return MYOCARDIUM;
  return Math.abs(degrees) < 60 && radius < epicardium + 14 * taper ? RIGHT_VENTRICLE : 0;
}

function isInfarct(voxel: number): boolean {
  const { degrees } = placeOf(voxel);
  return structureAt(voxel) === MYOCARDIUM && degrees > -132 && degrees < -60;
}

const voxels = Array.from({ length: SIZE * SIZE * SLICES }, (_, voxel) => voxel);

/** In the numbers of cmrkit's table; the infarct with a number of its own. */
export const scarredLabels: NamedLabels = {
  labels: {
    grid: scarredGrid,
    frameCount: 1,
    labels: Uint8Array.from(voxels, (voxel) => (isInfarct(voxel) ? 4 : structureAt(voxel))),
  },
  table: labelTables.cmrkit,
};

/** The same without the right ventricle, and with the infarct as muscle. */
export const plainLabels: LabelVolume = {
  grid: scarredGrid,
  frameCount: 1,
  labels: Uint8Array.from(voxels, (voxel) => (structureAt(voxel) === RIGHT_VENTRICLE ? 0 : structureAt(voxel))),
};

/** A picture by tissue, with an even texture of ± 1 % that no threshold of two deviations of muscle passes. */
export function pictureBy(
  intensityOf: (tissue: "blood" | "muscle" | "infarct" | "lung", voxel: number) => number,
  changes: Partial<StillInput> = {},
): StillInput {
  const data = Float32Array.from(voxels, (voxel) => {
    const structure = structureAt(voxel);
    const isBlood = structure === LEFT_VENTRICLE || structure === RIGHT_VENTRICLE;
    const muscle = isInfarct(voxel) ? "infarct" : "muscle";
    return intensityOf(isBlood ? "blood" : structure === MYOCARDIUM ? muscle : "lung", voxel);
  });
  const volume: Volume = { grid: scarredGrid, frameCount: 1, data };
  return {
    volume,
    facts: { format: "nifti", ...shapeFacts(volume) },
    unit: { kind: "none" },
    warnings: [],
    ...changes,
  };
}
