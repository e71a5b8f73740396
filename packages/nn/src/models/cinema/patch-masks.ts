/**
 * Random masks of a masked autoencoder, drawn on the host: which patches of each sample and view stay.
 *
 * Source: He et al. 2021, arXiv:2111.06377 §3; `get_batch_random_patch_mask` of cinema/mae/mae.py.
 */
import { type HostTensor, hostTensor, int64, permutation, type RandomStream, ShapeError } from "@cmrkit/tensor";

/** The patches of one view that stay and those that are removed, as places in the token grid, rising in each sample. */
export interface PatchMask {
  /** (B, Nv). */
  readonly visible: HostTensor<"int64">;
  /** (B, Nm). */
  readonly masked: HostTensor<"int64">;
}

/** How many of N patches stay. The fraction of a patch is dropped, as in the original. */
export function visibleCount(N: number, maskRatio: number): number {
  return Math.floor(N * (1 - maskRatio));
}

/**
 * A mask for every view: each sample and view draws its own, of the same size.
 *
 * @param patchCounts N of each view.
 * @param samples One stream for each sample of the batch, so that a sample's mask does not depend on its neighbours.
 * @throws {ShapeError} when the ratio leaves a view no visible or no removed patch.
 */
export function randomPatchMasks(
  patchCounts: ReadonlyMap<string, number>,
  maskRatio: number,
  samples: readonly RandomStream[],
): Map<string, PatchMask> {
  return new Map(
    [...patchCounts].map(([view, N]) => {
      const Nv = visibleCount(N, maskRatio);
      if (!(Nv > 0 && Nv < N))
        throw new ShapeError(`a mask ratio of ${maskRatio} leaves ${Nv} of ${N} patches of ${view}`);
      const orders = samples.map((random) => permutation(N, random.fork("mask").fork(view)));
      return [view, { visible: rows(orders, 0, Nv), masked: rows(orders, Nv, N) }];
    }),
  );
}

function rows(orders: readonly (readonly number[])[], start: number, end: number): HostTensor<"int64"> {
  const sorted = orders.map((order) => order.slice(start, end).sort((a, b) => a - b));
  return int64([orders.length, end - start], sorted.flat());
}

/** The original's form of a mask: (B, N) bytes, 1 where a patch is removed. */
export function removedPatches({ visible, masked }: PatchMask): HostTensor<"uint8"> {
  const [B, Nm] = masked.shape;
  const N = visible.shape[1]! + Nm!;
  const removed = new Uint8Array(B! * N);
  masked.data.forEach((patch, i) => {
    removed[Math.floor(i / Nm!) * N + Number(patch)] = 1;
  });
  return hostTensor("uint8", [B!, N], removed);
}

/**
 * A mask from the original's form.
 * @throws {ShapeError} when samples differ in how many patches they lose: the graph's shapes are static.
 */
export function patchMask(removed: HostTensor<"uint8">): PatchMask {
  const [B, N] = removed.shape;
  const placesOf = (value: number) =>
    Array.from({ length: B! }, (_, b) => [...Array(N!).keys()].filter((n) => removed.data[b * N! + n] === value));
  return { visible: stacked(placesOf(0)), masked: stacked(placesOf(1)) };
}

function stacked(places: readonly (readonly number[])[]): HostTensor<"int64"> {
  const counts = new Set(places.map(({ length }) => length));
  if (counts.size !== 1)
    throw new ShapeError(`samples that lose as many patches; numbers left are ${[...counts].join(", ")}`);
  return int64([places.length, places[0]!.length], places.flat());
}
