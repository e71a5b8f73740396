/**
 * The heart at end-diastole and end-systole, cut out square at one resolution: what checks of outlines look at, so that
 * scanners and fields of view do not differ to them.
 */
import { frameOf, type LabelVolume, labelFrameOf, spacingMm, type Volume } from "@cmrkit/imaging";
import { intensityScale, scaled } from "../segment/intensities.ts";
import { bilinear } from "../segment/window.ts";

/** In-plane distance of a box's pixels, in mm. */
export const BOX_PIXEL_MM = 2;
const CLIP_PERCENTILES: [number, number] = [0.5, 99.5];

export const boxPhases = ["ed", "es"] as const;
export type BoxPhase = (typeof boxPhases)[number];

/** Both phases on one grid (Z, size, size). */
export interface HeartBox {
  /** Pixels along x and y. */
  readonly size: number;
  readonly sliceCount: number;
  /** Intensities, mean 0 and deviation 1 over both pictures, and labels. */
  readonly phases: Readonly<Record<BoxPhase, { readonly picture: Float32Array; readonly labels: Uint8Array }>>;
}

export interface LabelledPhases {
  readonly volume: Volume;
  /** On the volume's grid. */
  readonly labels: LabelVolume;
  readonly endDiastoleIndex: number;
  readonly endSystoleIndex: number;
}

/** A box about the middle of all labels of both phases; about the picture's middle where there are none. */
export function heartBox(
  { volume, labels, endDiastoleIndex, endSystoleIndex }: LabelledPhases,
  size: number,
): HeartBox {
  const frames = { ed: endDiastoleIndex, es: endSystoleIndex };
  const { grid } = volume;
  const pictures = { ed: frameOf(volume, frames.ed).data, es: frameOf(volume, frames.es).data };
  const outlines = { ed: labelFrameOf(labels, frames.ed).labels, es: labelFrameOf(labels, frames.es).labels };
  const scale = intensityScale([pictures.ed, pictures.es], CLIP_PERCENTILES);
  const [di, dj] = spacingMm(grid.ijkToLps);
  const [X, Y, Z] = grid.size;
  const centre = labelledMiddle([outlines.ed, outlines.es], X, Y);
  const place = { X, Y, centre, step: [BOX_PIXEL_MM / di, BOX_PIXEL_MM / dj] as const, size };
  const cut = (phase: BoxPhase) => {
    const picture = new Float32Array(Z * size * size);
    const marked = new Uint8Array(picture.length);
    for (let k = 0; k < Z; k++) {
      const values = pictures[phase].subarray(k * X * Y, (k + 1) * X * Y);
      const own = outlines[phase].subarray(k * X * Y, (k + 1) * X * Y);
      eachPixel(place, (at, i, j) => {
        picture[k * size * size + at] = scaled(scale, bilinear(values, X, Y, i, j));
        const [x, y] = [Math.round(i), Math.round(j)];
        if (x >= 0 && y >= 0 && x < X && y < Y) marked[k * size * size + at] = own[y * X + x]!;
      });
    }
    return { picture, labels: marked };
  };
  return { size, sliceCount: Z, phases: { ed: cut("ed"), es: cut("es") } };
}

interface BoxPlace {
  readonly X: number;
  readonly Y: number;
  /** In native pixels. */
  readonly centre: readonly [i: number, j: number];
  /** Native pixels per pixel of the box. */
  readonly step: readonly [i: number, j: number];
  readonly size: number;
}

function eachPixel({ centre, step, size }: BoxPlace, visit: (at: number, i: number, j: number) => void): void {
  const half = (size - 1) / 2;
  for (let at = 0; at < size * size; at++)
    visit(at, centre[0] + step[0] * ((at % size) - half), centre[1] + step[1] * (Math.floor(at / size) - half));
}

/** The mean place of all labelled pixels. */
function labelledMiddle(parts: readonly Uint8Array[], X: number, Y: number): readonly [number, number] {
  let [n, x, y] = [0, 0, 0];
  for (const labels of parts)
    labels.forEach((label, at) => {
      if (label === 0) return;
      n += 1;
      x += at % X;
      y += Math.floor(at / X) % Y;
    });
  return n === 0 ? [(X - 1) / 2, (Y - 1) / 2] : [x / n, y / n];
}
