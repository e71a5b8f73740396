/** Reads the intensities of a catalogued image. */

export interface LoadedImage {
  /** (T, Z, Y, X), x fastest. */
  readonly data: Float32Array;
  /** T, Z, Y, X. */
  readonly size: readonly [T: number, Z: number, Y: number, X: number];
  /** Distance of voxel centres along z, y, x, or null where it is not known. */
  readonly spacingMm: readonly [z: number, y: number, x: number] | null;
}
