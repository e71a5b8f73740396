/** One resampling task, as every path of it takes it. */
import type { Affine } from "../affine.ts";
import type { Extent } from "../geometry-grid.ts";
import type { Interpolation } from "./sampling.ts";

export type Voxels = Float32Array | Uint8Array;

export interface ResampleJob<A extends Voxels> {
  /** (T, Z, Y, X), x fastest. */
  readonly source: A;
  readonly frameCount: number;
  readonly sourceSize: Extent;
  readonly targetSize: Extent;
  /** Voxel index of the target grid → voxel index of the source grid. */
  readonly targetToSource: Affine<"ijk", "ijk">;
  readonly method: Interpolation;
  /** Value of target voxels whose centre lies outside the source's field of view. */
  readonly outside: number;
  readonly allocate: (length: number) => A;
}
