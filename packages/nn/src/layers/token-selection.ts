/** Tokens chosen by index, sample by sample: how a mask removes patches while shapes stay static. */
import { add, constant, expand, filled, gather, reshape, scatterElementsAdd, type Tensor } from "@cmrkit/graph";
import { int64 } from "@cmrkit/tensor";

/** The tokens of x (B, N, E) that `indices` (B, M) int64 name in each sample, (B, M, E). */
export function selectTokens(x: Tensor, indices: Tensor): Tensor {
  const [B, N, E] = x.shape;
  const firstOfSample = constant(
    int64(
      [B!, 1],
      Array.from({ length: B! }, (_, b) => b * N!),
    ),
  );
  return gather(reshape(x, [B! * N!, E!]), add(indices, firstOfSample), 0);
}

/** Rows of a table (1, N, E) common to all samples, chosen by `indices` (B, M): (B, M, E). */
export function selectRows(table: Tensor, indices: Tensor): Tensor {
  const [, N, E] = table.shape;
  return gather(reshape(table, [N!, E!]), indices, 0);
}

/** (B, 1, …grid): 1 at the patches that `visible` (B, Nv) names and 0 elsewhere. */
export function visibilityMap(visible: Tensor, grid: readonly number[]): Tensor {
  const B = visible.shape[0]!;
  const N = grid.reduce((product, extent) => product * extent, 1);
  const flat = scatterElementsAdd(filled([B, N], 0), visible, filled(visible.shape, 1), 1);
  return reshape(flat, [B, 1, ...grid]);
}

/** Repeats each element of map (B, 1, …) into a block, up to `size`. Source: `upsample_mask` of cinema/convvit.py. */
export function upsampleMap(map: Tensor, size: readonly number[]): Tensor {
  const [B, C, ...grid] = map.shape;
  const spread = reshape(map, [B!, C!, ...grid.flatMap((extent) => [extent, 1])]);
  const blocks = grid.flatMap((extent, axis) => [extent, size[axis]! / extent]);
  return reshape(expand(spread, [B!, C!, ...blocks]), [B!, C!, ...size]);
}
