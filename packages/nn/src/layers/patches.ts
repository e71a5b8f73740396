/** Images as sequences of flattened patches. */
import { reshape, type Tensor, transpose } from "@cmrkit/graph";
import { elementCount, type Shape, ShapeError, showShape } from "@cmrkit/tensor";

/**
 * How many patches tile each axis.
 * @throws {ShapeError} when a patch does not divide its axis. Padding is a decision about the data, so the loader makes
 *   it; a layer that padded quietly would change what the model sees at the apex.
 */
export function patchGrid(imageSize: Shape, patch: readonly number[]): number[] {
  if (imageSize.length !== patch.length || imageSize.some((extent, i) => extent % patch[i]! !== 0))
    throw new ShapeError(`patches of ${showShape(patch)} do not tile an image of ${showShape(imageSize)}`);
  return imageSize.map((extent, i) => extent / patch[i]!);
}

/**
 * Cuts x into patches: tokens run with the last spatial axis fastest; within a token the voxels of the patch run
 * likewise, and the channels of a voxel lie together.
 *
 * Source: `patchify` of cinema/vit.py.
 * @param x (B, C, …).
 * @returns (B, N, P) with P = voxels of a patch × C.
 * @throws {ShapeError} when a patch does not divide its axis.
 */
export function patchify(x: Tensor, patch: readonly number[]): Tensor {
  const [B, C, ...spatial] = x.shape;
  const grid = patchGrid(spatial, patch);
  const interleaved = grid.flatMap((extent, i) => [extent, patch[i]!]);
  const gridAxes = grid.map((_, i) => 2 + 2 * i);
  const patchAxes = gridAxes.map((axis) => axis + 1);
  const patches = transpose(reshape(x, [B!, C!, ...interleaved]), [0, ...gridAxes, ...patchAxes, 1]);
  return reshape(patches, [B!, elementCount(grid), elementCount(patch) * C!]);
}
