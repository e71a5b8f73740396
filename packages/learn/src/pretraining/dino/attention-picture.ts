/**
 * What the class token looks at: each row an image, then the attention of every head of the last block, scaled to its
 * own largest value.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294, figure 1; visualize_attention.py of facebookresearch/dino.
 */
import { bilinear } from "@cmrkit/study";

/** 8-bit grey, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface AttendedImage {
  /** (size, size). */
  readonly crop: Float32Array;
  /** (H, grid, grid). */
  readonly attention: Float32Array;
}

const GAP = 2;

/** @param heads H. @param size edge of the crops. */
export function attentionPicture(images: readonly AttendedImage[], heads: number, size: number): GreyPicture {
  const width = (heads + 1) * (size + GAP) - GAP;
  const height = images.length * (size + GAP) - GAP;
  const data = new Uint8Array(width * height).fill(255);
  images.forEach(({ crop, attention }, row) => {
    const patches = attention.length / heads;
    const maps = Array.from({ length: heads }, (_, h) => attention.subarray(h * patches, (h + 1) * patches));
    const tiles = [greyOf(crop), ...maps.map((map) => greyOf(enlarged(map, size)))];
    tiles.forEach((tile, column) => {
      for (let y = 0; y < size; y++)
        data.set(tile.subarray(y * size, (y + 1) * size), (row * (size + GAP) + y) * width + column * (size + GAP));
    });
  });
  return { width, height, data };
}

/** Darkest to brightest as 0 … 255; one value throughout is black. */
function greyOf(values: Float32Array): Uint8Array {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return Uint8Array.from(values, (value) => (high > low ? Math.round((255 * (value - low)) / (high - low)) : 0));
}

/** A square map spread linearly over size × size pixels, patch by patch in place. */
function enlarged(map: Float32Array, size: number): Float32Array {
  const grid = Math.sqrt(map.length);
  const at = (pixel: number) => ((pixel + 0.5) * grid) / size - 0.5;
  return Float32Array.from({ length: size * size }, (_, i) =>
    bilinear(map, grid, grid, at(i % size), at(Math.floor(i / size))),
  );
}
