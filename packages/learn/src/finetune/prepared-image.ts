/** An image of a case as networks look at it: on wanted pixels, intensities 0 … 1, classes beside it. */
import type { CasePixels, SpacingMm } from "../datasets/data-set.ts";
import { preprocess, targetSpacing } from "../loading/preprocess.ts";
import { type ClassTable, classesOf } from "./class-table.ts";
import { middleDiscs } from "./middle-disc.ts";
import type { WindowGrid } from "./window-grid.ts";

export interface PreparedImage {
  /** (C, Z, Y, X), x fastest. */
  readonly data: Float32Array;
  readonly size: readonly [C: number, Z: number, Y: number, X: number];
  /** (Z, Y, X), where there are labels. */
  readonly classes?: Uint8Array;
  /** Middle of all that is labelled, else of the image, in pixels. */
  readonly centre: readonly [x: number, y: number];
  /** Distance of voxel centres; where nobody knows it, in native pixels. */
  readonly spacing: SpacingMm;
  readonly native: NativeGrid;
}

/** The image's own voxels, on which it is measured. Both grids share their centre. */
export interface NativeGrid {
  readonly size: readonly [Z: number, Y: number, X: number];
  /** Null where nobody knows it. */
  readonly spacingMm: SpacingMm | null;
  /** (Z, Y, X), where there are labels. */
  readonly classes?: Uint8Array;
  /** The classes that the labels can be: a data set may draw fewer structures than a task asks for. */
  readonly drawn?: readonly number[];
}

/**
 * Intensities are resampled linearly and each channel is scaled by itself, since channels may be different sequences;
 * classes come from the nearest voxel.
 * @throws {LearnError} `bad-label` as `classesOf`.
 */
export function prepareImage(
  pixels: CasePixels,
  grid: WindowGrid,
  table: ClassTable | undefined,
  subject: string,
): PreparedImage {
  const { middleDisc } = grid;
  if (middleDisc !== undefined) return unlabelled(middleDiscs(pixels, { ...grid, middleDisc }), pixels);
  const [C, Z, Y, X] = pixels.size;
  const voxels = Z * Y * X;
  const settings = {
    spacingMm: { z: grid.sliceMm, yx: grid.pixelMm },
    longSideWithoutSpacing: grid.longSideWithoutSpacing,
    clipPercentiles: grid.clipPercentiles,
  };
  const about = { size: [1, Z, Y, X], spacingMm: pixels.spacingMm } as const;
  const channels = Array.from({ length: C }, (_, c) =>
    preprocess({ ...about, data: pixels.data.subarray(c * voxels, (c + 1) * voxels) }, settings),
  );
  const [, newZ, newY, newX] = channels[0]!.size;
  const data = new Float32Array(C * newZ * newY * newX);
  channels.forEach((channel, c) => {
    data.set(channel.data, c * channel.data.length);
  });
  const size = [C, newZ, newY, newX] as const;
  const { from, to: spacing } = targetSpacing(about, settings);
  if (!table || !pixels.labels) return unlabelled({ data, size, spacing }, pixels);
  const own = classesOf(pixels.labels, pixels.labelNames, table, subject);
  const scale = [spacing[0] / from[0], spacing[1] / from[1], spacing[2] / from[2]] as const;
  const classes = nearest(own, [Z, Y, X], [newZ, newY, newX], scale);
  const centre = middleOf(classes, [newZ, newY, newX]);
  const drawn = [...new Set(pixels.labelNames.map((name) => table.classOf.get(name) ?? 0))];
  return { data, size, spacing, classes, centre, native: { ...nativeGrid(pixels), classes: own, drawn } };
}

function unlabelled(
  { data, size, spacing }: Pick<PreparedImage, "data" | "size" | "spacing">,
  pixels: CasePixels,
): PreparedImage {
  const [, , Y, X] = size;
  return { data, size, spacing, native: nativeGrid(pixels), centre: [(X - 1) / 2, (Y - 1) / 2] };
}

function nativeGrid({ size: [, Z, Y, X], spacingMm }: CasePixels): NativeGrid {
  return { size: [Z, Y, X], spacingMm };
}

type Extents = readonly [z: number, y: number, x: number];

/** Both grids share their centre. @param scale Native voxels in one wanted voxel along each axis. */
function nearest(labels: Uint8Array, from: Extents, to: Extents, scale: Extents): Uint8Array {
  const [zs, ys, xs] = [0, 1, 2].map((axis) => nearestAlong(from[axis]!, to[axis]!, scale[axis]!));
  const [, Y, X] = from;
  const out = new Uint8Array(to[0] * to[1] * to[2]);
  let at = 0;
  for (const z of zs!) for (const y of ys!) for (const x of xs!) out[at++] = labels[(z * Y + y) * X + x]!;
  return out;
}

function nearestAlong(from: number, to: number, scale: number): number[] {
  return Array.from({ length: to }, (_, i) => {
    const position = Math.round((i - (to - 1) / 2) * scale + (from - 1) / 2);
    return Math.min(from - 1, Math.max(0, position));
  });
}

/** The middle of the box about everything labelled, or of the image. */
function middleOf(classes: Uint8Array, [, Y, X]: Extents): readonly [number, number] {
  let [left, right, top, bottom] = [X, -1, Y, -1];
  classes.forEach((label, at) => {
    if (label === 0) return;
    const [x, y] = [at % X, Math.floor(at / X) % Y];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  });
  return right < 0 ? [(X - 1) / 2, (Y - 1) / 2] : [(left + right) / 2, (top + bottom) / 2];
}
