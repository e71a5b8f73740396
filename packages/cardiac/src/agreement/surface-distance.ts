/**
 * Distances between the surfaces of two masks, in mm.
 *
 * A surface is the voxels of the mask with one of six neighbours outside it; beyond the picture is outside. Distances
 * run between voxel centres, each surface voxel counting once. That is how MONAI and medpy measure, so that numbers
 * compare: with thick slices every voxel of the first and last slice is surface.
 *
 * Sources: Huttenlocher et al. 1993, doi:10.1109/34.232073; Heimann et al. 2009, doi:10.1109/TMI.2009.2013851 (ASSD).
 */
import { type Grid, isOrthogonal, type LabelVolume, spacingMm } from "@cmrkit/imaging";
import { CardiacError } from "../errors.ts";
import { assertComparable } from "../label-frames.ts";
import { squaredDistancesMm2 } from "./distance-transform.ts";
import { quantileOfSorted } from "./quantile.ts";

export type SurfaceAgreement =
  | {
      readonly kind: "scored";
      /** The larger of the two directed 95th percentiles. */
      readonly hausdorff95Mm: number;
      /** The larger of the two directed maxima. */
      readonly hausdorffMm: number;
      /** Mean over the voxels of both surfaces together. */
      readonly averageSymmetricDistanceMm: number;
    }
  /** In neither mask. */
  | { readonly kind: "absent" }
  /** In one mask only: no distance exists, and a large number instead would be invented. */
  | { readonly kind: "unmatched"; readonly missingFrom: "predicted" | "reference" };

/**
 * Surface distances of one label in a single frame. Percentiles interpolate linearly.
 * @throws {CardiacError} `frame` when there are several frames; `axes-not-orthogonal`.
 * @throws {GridError} `grids-differ`, `data-size`.
 */
export function surfaceAgreement(predicted: LabelVolume, reference: LabelVolume, label: number): SurfaceAgreement {
  assertComparable(predicted, reference);
  if (predicted.frameCount !== 1) {
    throw new CardiacError(
      "frame",
      `surfaces are compared in one frame, got ${predicted.frameCount}: use labelFrameOf`,
    );
  }
  if (!isOrthogonal(predicted.grid.ijkToLps)) {
    throw new CardiacError(
      "axes-not-orthogonal",
      "distances along voxel axes need right angles between them: resample",
    );
  }
  const spacing = spacingMm(predicted.grid.ijkToLps);
  const boxes = [predicted, reference].map((labels) => boundingBox(labels, label));
  const [inPredicted, inReference] = boxes;
  if (!inPredicted && !inReference) return { kind: "absent" };
  if (!inPredicted) return { kind: "unmatched", missingFrom: "predicted" };
  if (!inReference) return { kind: "unmatched", missingFrom: "reference" };

  const box = union(inPredicted, inReference);
  const [a, b] = [surface(predicted, label, box), surface(reference, label, box)];
  const fromA = sortedDistances(a, squaredDistancesMm2(b, box.size, spacing));
  const fromB = sortedDistances(b, squaredDistancesMm2(a, box.size, spacing));
  return {
    kind: "scored",
    hausdorff95Mm: Math.max(quantileOfSorted(fromA, 0.95), quantileOfSorted(fromB, 0.95)),
    hausdorffMm: Math.max(fromA[fromA.length - 1]!, fromB[fromB.length - 1]!),
    averageSymmetricDistanceMm: (sum(fromA) + sum(fromB)) / (fromA.length + fromB.length),
  };
}

/** Voxels first…first + size − 1 along i, j, k. */
interface Box {
  readonly first: Grid["size"];
  readonly size: Grid["size"];
}

function boundingBox({ grid, labels }: LabelVolume, label: number): Box | null {
  const [X, Y] = grid.size;
  const low = [...grid.size];
  const high = [-1, -1, -1];
  for (let at = labels.indexOf(label); at !== -1; at = labels.indexOf(label, at + 1)) {
    const ijk = [at % X, Math.floor(at / X) % Y, Math.floor(at / (X * Y))];
    for (const [axis, index] of ijk.entries()) {
      low[axis] = Math.min(low[axis]!, index);
      high[axis] = Math.max(high[axis]!, index);
    }
  }
  if (high[0] === -1) return null;
  return boxBetween(low, high);
}

function union(a: Box, b: Box): Box {
  const low = a.first.map((first, axis) => Math.min(first, b.first[axis]!));
  const high = a.first.map((first, axis) => Math.max(first + a.size[axis]!, b.first[axis]! + b.size[axis]!) - 1);
  return boxBetween(low, high);
}

function boxBetween(low: readonly number[], high: readonly number[]): Box {
  const [i = 0, j = 0, k = 0] = low;
  return { first: [i, j, k], size: [high[0]! - i + 1, high[1]! - j + 1, high[2]! - k + 1] };
}

/** 1 at the surface voxels of the label within the box, which holds the whole label. */
function surface({ grid, labels }: LabelVolume, label: number, box: Box): Uint8Array {
  const [X, Y, Z] = grid.size;
  const isInside = (i: number, j: number, k: number) =>
    i >= 0 && i < X && j >= 0 && j < Y && k >= 0 && k < Z && labels[(k * Y + j) * X + i] === label;
  const [bx, by, bz] = box.size;
  const marks = new Uint8Array(bx * by * bz);
  for (let at = 0; at < marks.length; at++) {
    const i = box.first[0] + (at % bx);
    const j = box.first[1] + (Math.floor(at / bx) % by);
    const k = box.first[2] + Math.floor(at / (bx * by));
    if (!isInside(i, j, k)) continue;
    const isBuried =
      isInside(i - 1, j, k) &&
      isInside(i + 1, j, k) &&
      isInside(i, j - 1, k) &&
      isInside(i, j + 1, k) &&
      isInside(i, j, k - 1) &&
      isInside(i, j, k + 1);
    if (!isBuried) marks[at] = 1;
  }
  return marks;
}

function sortedDistances(from: Uint8Array, squaredMm2: Float64Array): Float64Array {
  return squaredMm2
    .filter((_, at) => from[at] === 1)
    .map(Math.sqrt)
    .sort();
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
