/**
 * The views that a masked autoencoder learns from, and the grid on which each enters it.
 *
 * Here, and nowhere else, images turn their axes: loaded images run (T, Z, Y, X), the model's (B, C, X, Y[, Z]), because
 * the published weights of CineMA fix that order. X runs along a row of the image, Y down a column, Z through the slices.
 */

/** CineMA's names, which are also those of its parameters and of the catalogue. */
export const viewNames = ["sax", "lax_2c", "lax_3c", "lax_4c"] as const;
export type ViewName = (typeof viewNames)[number];

/** One view's place in the model. A long-axis plane is a stack of one slice. */
export interface ViewGrid {
  readonly name: ViewName;
  /** X, Y, Z. */
  readonly size: readonly [number, number, number];
  /** Edge of a pixel in the plane. */
  readonly pixelMm: number;
  /** Distance of slices, or null to leave them where they are. */
  readonly sliceMm: number | null;
  /** Stacks of fewer slices are left out. */
  readonly minSlices: number;
  /** Pixels of the longer side of images that do not tell their pixel size; without it such images are left out. */
  readonly longSideWithoutSpacing: number | undefined;
  /** Whether the model sees three axes. */
  readonly isStack: boolean;
}

/** The extents as the model's graph has them: X, Y[, Z]. */
export function modelSize({ size, isStack }: ViewGrid): readonly number[] {
  return isStack ? size : size.slice(0, 2);
}

/** Names a combination of views in the order of the model, as in `sax+lax_4c`. */
export function kindOf(views: Iterable<ViewName>): string {
  const present = new Set(views);
  return viewNames.filter((name) => present.has(name)).join("+");
}

/** The views of a combination. */
export function viewsOf(kind: string): readonly ViewName[] {
  const names = kind.split("+");
  return viewNames.filter((name) => names.includes(name));
}
