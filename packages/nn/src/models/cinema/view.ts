/** What CineMA's models know of one view of the heart, and how its stem divides an image. */
import { patchGrid } from "../../layers/patches.ts";

/** A view: short axis (three axes) or a long-axis plane (two). Sizes run X, Y[, Z] as the original's weights demand. */
export interface CinemaView {
  /** As in the original's names of parameters: `sax`, `lax_2c`, `lax_3c`, `lax_4c`. */
  readonly name: string;
  /** Extents that the model is made for; others are met by interpolating positions. */
  readonly imageSize: readonly number[];
  /** Channels of an image times frames: ED and ES enter as two. */
  readonly inChannels: number;
  /** Step of the first convolution. */
  readonly patchSize: readonly number[];
  /** Step of each later convolution and of the token embedding. */
  readonly scaleFactor: readonly number[];
}

/** Extents of an image's features after each level of the stem, finest first, the token grid last. */
export function levelSizes(view: CinemaView, imageSize: readonly number[], levels: number): number[][] {
  const steps = Array.from({ length: levels + 1 }, (_, level) => (level === 0 ? view.patchSize : view.scaleFactor));
  let size = imageSize;
  return steps.map((step) => {
    size = patchGrid(size, step);
    return [...size];
  });
}
