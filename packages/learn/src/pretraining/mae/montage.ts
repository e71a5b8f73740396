/** A picture of what the model makes of studies: input, what it was shown, and its guess, side by side. */

/** 8-bit grey, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One view of one study; all windows (X, Y, Z), Z fastest, 0…1. */
export interface ReconstructedView {
  /** X, Y, Z. */
  readonly size: readonly [number, number, number];
  readonly input: ArrayLike<number>;
  /** The input with its removed patches in one grey. */
  readonly masked: ArrayLike<number>;
  /** The input with the guesses in place of its removed patches. */
  readonly reconstructed: ArrayLike<number>;
}

/** Between pictures, in pixels. */
const GAP = 2;
const MOST_SLICES = 3;

/** One row for each view, up to three slices of a stack; columns are input, what was visible, and the guess. */
export function reconstructionPicture(views: readonly ReconstructedView[]): GreyPicture {
  return montage(views.flatMap(rowsOf));
}

function rowsOf(view: ReconstructedView): Plane[][] {
  const columns = [view.input, view.masked, view.reconstructed];
  return shownSlices(view).map((z) => columns.map((voxels) => planeOf(voxels, view.size, z)));
}

/** A quarter, half and three quarters up the slices that are not padding. */
function shownSlices({ input, size: [, , Z] }: ReconstructedView): readonly number[] {
  const slices = Array.from({ length: Z }, (_, z) => z);
  const isFilled = (z: number) => Array.from(input).some((value, at) => at % Z === z && value !== 0);
  const filled = Z === 1 ? slices : slices.filter(isFilled);
  if (filled.length <= MOST_SLICES) return filled.length === 0 ? slices.slice(0, 1) : filled;
  const quarter = filled.length / (MOST_SLICES + 1);
  return Array.from({ length: MOST_SLICES }, (_, n) => filled[Math.round((n + 1) * quarter)]!);
}

/** A slice for looking at: X to the right, Y down. */
interface Plane {
  readonly X: number;
  readonly Y: number;
  readonly valueAt: (x: number, y: number) => number;
}

function planeOf(voxels: ArrayLike<number>, [X, Y, Z]: ReconstructedView["size"], z: number): Plane {
  return { X, Y, valueAt: (x, y) => voxels[(x * Y + y) * Z + z]! };
}

function montage(rows: readonly (readonly Plane[])[]): GreyPicture {
  const width = Math.max(...rows.map((planes) => planes.reduce((sum, { X }) => sum + X + GAP, -GAP)));
  const height = rows.reduce((sum, [plane]) => sum + plane!.Y + GAP, -GAP);
  const data = new Uint8Array(width * height).fill(255);
  let top = 0;
  for (const planes of rows) {
    for (const [column, plane] of planes.entries()) drawPlane(data, width, plane, column * (plane.X + GAP), top);
    top += planes[0]!.Y + GAP;
  }
  return { width, height, data };
}

function drawPlane(data: Uint8Array, width: number, { X, Y, valueAt }: Plane, left: number, top: number): void {
  for (let y = 0; y < Y; y++) {
    for (let x = 0; x < X; x++) {
      data[(top + y) * width + left + x] = Math.round(255 * Math.min(1, Math.max(0, valueAt(x, y))));
    }
  }
}
