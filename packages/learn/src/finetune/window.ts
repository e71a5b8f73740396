/** Cutting windows from prepared images, turned, scaled and shifted in the plane, the same for all slices and channels. */
import { bilinear, type WindowTransform } from "@cmrkit/study";
import type { PreparedImage } from "./prepared-image.ts";

/** What is cut from an image that nothing is learnt from. */
export type ImageVoxels = Pick<PreparedImage, "data" | "size">;

/** Where a window lies. */
export interface WindowPlace {
  /** From the window's pixels to the image's. */
  readonly transform: WindowTransform;
  /** The image's slice that is the window's first; slices beyond the stack are 0, background. */
  readonly firstSlice: number;
  /** Of the window. */
  readonly slices: number;
  readonly size: number;
}

/** A window upright on the image's pixels. */
export function uprightPlace(x: number, y: number, firstSlice: number, slices: number, size: number): WindowPlace {
  return { transform: { centreI: x, centreJ: y, a: 1, b: 0, c: 0, d: 1 }, firstSlice, slices, size };
}

/** Intensities (C, slices, size, size), linear between pixels; outside the image there is air, 0. */
export function cutIntensities({ data, size: [C, Z, Y, X] }: ImageVoxels, place: WindowPlace): Float32Array {
  const plane = place.size * place.size;
  const out = new Float32Array(C * place.slices * plane);
  const positions = positionsOf(place);
  for (let c = 0; c < C; c++)
    for (let k = 0; k < place.slices; k++) {
      const z = place.firstSlice + k;
      if (z < 0 || z >= Z) continue;
      const source = data.subarray((c * Z + z) * Y * X, (c * Z + z + 1) * Y * X);
      const target = out.subarray((c * place.slices + k) * plane, (c * place.slices + k + 1) * plane);
      for (let at = 0; at < plane; at++) {
        const [x, y] = [positions[2 * at]!, positions[2 * at + 1]!];
        if (isInside(x, y, X, Y)) target[at] = bilinear(source, X, Y, x, y);
      }
    }
  return out;
}

/** Classes (slices, size, size) of the nearest pixels. */
export function cutClasses({ classes, size: [, Z, Y, X] }: PreparedImage, place: WindowPlace): Uint8Array {
  const plane = place.size * place.size;
  const out = new Uint8Array(place.slices * plane);
  if (!classes) return out;
  const positions = positionsOf(place);
  for (let k = 0; k < place.slices; k++) {
    const z = place.firstSlice + k;
    if (z < 0 || z >= Z) continue;
    for (let at = 0; at < plane; at++) {
      const [x, y] = [positions[2 * at]!, positions[2 * at + 1]!];
      if (isInside(x, y, X, Y)) out[k * plane + at] = classes[(z * Y + clamped(y, Y)) * X + clamped(x, X)]!;
    }
  }
  return out;
}

/** x, y of every pixel of a window in the image. */
function positionsOf({ transform: { centreI, centreJ, a, b, c, d }, size }: WindowPlace): Float64Array {
  const positions = new Float64Array(2 * size * size);
  const half = (size - 1) / 2;
  for (let at = 0; at < size * size; at++) {
    const [u, v] = [(at % size) - half, Math.floor(at / size) - half];
    positions[2 * at] = centreI + a * u + b * v;
    positions[2 * at + 1] = centreJ + c * u + d * v;
  }
  return positions;
}

function isInside(x: number, y: number, X: number, Y: number): boolean {
  return x >= -0.5 && y >= -0.5 && x <= X - 0.5 && y <= Y - 0.5;
}

function clamped(position: number, extent: number): number {
  return Math.min(extent - 1, Math.max(0, Math.round(position)));
}
