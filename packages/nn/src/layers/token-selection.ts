/** Tokens chosen by index, sample by sample: how a mask removes patches while shapes stay static. */
import { add, constant, expand, filled, gather, reshape, scatterNDAdd, type Tensor } from "@cmrkit/graph";
import { int64 } from "@cmrkit/tensor";

/** The tokens of x (B, N, E) that `indices` (B, M) int64 name in each sample, (B, M, E). */
export function selectTokens(x: Tensor, indices: Tensor): Tensor {
  const [B, N, E] = x.shape;
  return gather(reshape(x, [B! * N!, E!]), inBatch(indices, N!), 0);
}

/** Rows of a table (1, N, E) common to all samples, chosen by `indices` (B, M): (B, M, E). */
export function selectRows(table: Tensor, indices: Tensor): Tensor {
  const [, N, E] = table.shape;
  return gather(reshape(table, [N!, E!]), indices, 0);
}

/** The inverse of `selectTokens`: x (B, M, E) at the places among N that `indices` (B, M) name, 0 elsewhere, (B, N, E). */
export function placeTokens(x: Tensor, indices: Tensor, N: number): Tensor {
  const [B, M, E] = x.shape;
  const nothing = expand(filled([1, 1], 0), [B! * N, E!]);
  const places = reshape(inBatch(indices, N), [B! * M!, 1]);
  return reshape(scatterNDAdd(nothing, places, reshape(x, [B! * M!, E!])), [B!, N, E!]);
}

/** Places in each sample as places in the batch laid end to end. */
function inBatch(indices: Tensor, N: number): Tensor {
  const B = indices.shape[0]!;
  const firsts = Array.from({ length: B }, (_, b) => b * N);
  return add(indices, constant(int64([B, 1], firsts)));
}
