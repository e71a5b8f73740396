/** Short-axis stacks of a left ventricle that is an ellipsoid shell, with a right ventricle on one side: all is known in mm. */
import { fromColumns, type Grid, type LabelVolume, makeGrid, type Vector3 } from "@cmrkit/imaging";
import { LEFT_VENTRICLE, MYOCARDIUM, RIGHT_VENTRICLE } from "../structures.ts";
import { paint } from "./shapes.ts";

/** A heart whose apex points to the patient's left, front and foot. */
export interface RingHeart {
  /** Radii of the cavity at the base; towards the apex both ventricles taper. */
  readonly cavityMm: number;
  /** Of the wall, by direction in degrees from the anterior insertion over the septum. */
  readonly wallMm: (degrees: number) => number;
}

const SLICES = 9;
const SLICE_MM = 10;
/** Where the cavity would end, so that the last slice still shows some. */
const LENGTH_MM = 120;
/** Of the septum, from the anterior insertion to the inferior. */
const SEPTUM_DEGREES = 120;

/** How the stack is stored, and how the heart is turned about its axis. */
export interface Storage {
  /** Slices from apex to base instead. */
  readonly isApexFirst?: boolean;
  /** Rows stored from their other end. */
  readonly isMirrored?: boolean;
  readonly turnDegrees?: number;
  readonly pixelMm?: number;
}

/** Frames of a heart on one grid. */
export function ringHearts(frames: readonly RingHeart[], storage: Storage = {}): LabelVolume {
  const grid = storedGrid(storage);
  const pixel = storage.pixelMm ?? 1;
  const [X, Y] = grid.size;
  return paint(
    grid,
    (i, j, k, t) => {
      const slice = storage.isApexFirst ? SLICES - 1 - k : k;
      const across = (storage.isMirrored ? X - 1 - i : i) - (X - 1) / 2;
      const turn = ((storage.turnDegrees ?? 0) * Math.PI) / 180;
      const [x, y] = [across * pixel, (j - (Y - 1) / 2) * pixel];
      return labelAt(
        frames[t]!,
        slice,
        x * Math.cos(turn) + y * Math.sin(turn),
        y * Math.cos(turn) - x * Math.sin(turn),
      );
    },
    frames.length,
  );
}

/** Share of the size at the base that a slice has. */
export function taperAt(sliceFromBase: number): number {
  return Math.sqrt(1 - ((sliceFromBase * SLICE_MM) / LENGTH_MM) ** 2);
}

/** As seen from the apex, y down: the septum is on the left, the anterior insertion up left, and the way to it over the septum runs against the clock. */
function labelAt({ cavityMm, wallMm }: RingHeart, slice: number, x: number, y: number): number {
  const taper = taperAt(slice);
  const radius = Math.hypot(x, y);
  const fromMiddleOfSeptum = (Math.atan2(y, -x) * 180) / Math.PI; // anterior negative
  const degrees = (fromMiddleOfSeptum + SEPTUM_DEGREES / 2 + 360) % 360;
  const epicardium = cavityMm * taper + wallMm(degrees);
  if (radius <= cavityMm * taper) return LEFT_VENTRICLE;
  if (radius <= epicardium) return MYOCARDIUM;
  return degrees < SEPTUM_DEGREES && radius < epicardium + 25 * taper ? RIGHT_VENTRICLE : 0;
}

/** The plane seen from the apex: rows run to the left, columns to the foot; behind the picture lies the base. */
function storedGrid({ isApexFirst = false, isMirrored = false, pixelMm = 1 }: Storage): Grid {
  const r = Math.SQRT1_2;
  const row: Vector3 = isMirrored ? [-r, -r, 0] : [r, r, 0];
  const column: Vector3 = [-0.5, 0.5, -r];
  const behind: Vector3 = [-0.5, 0.5, r];
  const towards = isApexFirst ? SLICE_MM : -SLICE_MM;
  const extent = Math.round(110 / pixelMm);
  const columns = {
    iAxis: times(row, pixelMm),
    jAxis: times(column, pixelMm),
    kAxis: times(behind, towards),
    origin: [0, 0, 0] as const,
  };
  return makeGrid([extent, extent, SLICES], fromColumns("ijk", "lps", columns));
}

function times([x, y, z]: Vector3, factor: number): Vector3 {
  return [x * factor, y * factor, z * factor];
}
