/** What CineMA's models know of one view of the heart, and how its stem divides an image. */

import type { Tensor } from "@cmrkit/graph";
import { ShapeError } from "@cmrkit/tensor";
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

/** One tensor for each view by its name: the images of a batch, or the indices of their patches. */
export type ViewTensors = Readonly<Record<string, Tensor>>;

/** The step of each level of the stem, finest first, the token embedding last. */
export function levelSteps({ patchSize, scaleFactor }: CinemaView, levels: number): (readonly number[])[] {
  return Array.from({ length: levels + 1 }, (_, level) => (level === 0 ? patchSize : scaleFactor));
}

/** Extents of an image's features after each level of the stem, finest first, the token grid last. */
export function levelSizes(view: CinemaView, imageSize: readonly number[], levels: number): number[][] {
  let size = imageSize;
  return levelSteps(view, levels).map((step) => {
    size = patchGrid(size, step);
    return [...size];
  });
}

/** Voxels of the image along each axis that meet in one token of a stem with `levels` convolutional levels. */
export function tokenPatch(view: CinemaView, levels: number): number[] {
  return levelSteps(view, levels).reduce<number[]>(
    (patch, step) => patch.map((extent, axis) => extent * step[axis]!),
    view.patchSize.map(() => 1),
  );
}

/**
 * The configured views of which there is an image, in the order of the configuration.
 * @throws {ShapeError} when there is none, or an image of a view that is not configured.
 */
export function presentViews<V extends CinemaView>(views: readonly V[], images: ViewTensors): V[] {
  const known = views.map(({ name }) => name);
  const unknown = Object.keys(images).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ShapeError(`images of ${unknown.join(", ")}; the model is configured for ${known.join(", ")}`);
  const present = views.filter(({ name }) => images[name]);
  if (present.length === 0) throw new ShapeError(`an image of at least one view of ${known.join(", ")}; none given`);
  return present;
}

/** @throws {ShapeError} when there is no tensor of the view. */
export function ofView(tensors: ViewTensors, what: string, { name }: CinemaView): Tensor {
  const tensor = tensors[name];
  if (!tensor)
    throw new ShapeError(`${what} of view ${name} missing; given: ${Object.keys(tensors).join(", ") || "none"}`);
  return tensor;
}
