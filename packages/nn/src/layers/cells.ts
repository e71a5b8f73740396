/**
 * Features of an image as rows of cells: patches one after the other, the cells of each patch together. A layer norm or
 * a 1×1 convolution is then a matter of the last axis, and patches that a mask removed are simply not there.
 */
import { add, matMul, reshape, type Tensor, transpose } from "@cmrkit/graph";
import { elementCount } from "@cmrkit/tensor";
import { torchBias, torchUniform } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";
import { placeTokens, selectTokens } from "./token-selection.ts";

/** Where cells lie: patches tile the image, steps divide a patch into cells. */
export interface CellGrid {
  /** Patches along each axis. */
  readonly grid: readonly number[];
  /** Into how many a patch is divided along each axis, and its parts again, coarsest first. */
  readonly steps: readonly (readonly number[])[];
  /** (B, Nv) int64, the patches of which there are cells; all by default. */
  readonly visible?: Tensor | undefined;
}

/** x (B, C, …) → (B, R, C): patches with the last axis fastest, parts of a patch likewise, parts of these likewise. */
export function cellsOfImage(x: Tensor, { grid, steps, visible }: CellGrid): Tensor {
  const [B, C] = x.shape;
  const cells = reshape(transpose(reshape(x, [B!, C!, ...nestedExtents(grid, steps)]), nesting(grid, steps)), [
    B!,
    -1,
    C!,
  ]);
  if (!visible) return cells;
  const patches = reshape(cells, [B!, elementCount(grid), -1]);
  return reshape(selectTokens(patches, visible), [B!, -1, C!]);
}

/** cells (B, R, C) → (B, C, …), 0 where a patch is missing. */
export function imageOfCells(cells: Tensor, { grid, steps, visible }: CellGrid): Tensor {
  const [B, R, C] = cells.shape;
  const all = visible
    ? placeTokens(reshape(cells, [B!, visible.shape[1]!, (R! / visible.shape[1]!) * C!]), visible, elementCount(grid))
    : cells;
  const levels = [grid, ...steps];
  const perm = nesting(grid, steps);
  const apart = reshape(all, [B!, ...levels.flat(), C!]);
  const image = transpose(
    apart,
    perm.map((_, axis) => perm.indexOf(axis)),
  );
  const extents = grid.map((_, axis) => levels.reduce((extent, step) => extent * step[axis]!, 1));
  return reshape(image, [B!, C!, ...extents]);
}

/** Each spatial axis divided: patches, parts, parts of parts. */
function nestedExtents(grid: readonly number[], steps: readonly (readonly number[])[]): number[] {
  return grid.flatMap((count, axis) => [count, ...steps.map((step) => step[axis]!)]);
}

/** The order of the divided axes of (B, C, …) in which cells run: by level first, by axis within a level, channels last. */
function nesting(grid: readonly number[], steps: readonly (readonly number[])[]): number[] {
  const levels = steps.length + 1;
  const spatial = Array.from({ length: levels }, (_, level) => grid.map((_, axis) => 2 + axis * levels + level));
  return [0, ...spatial.flat(), 1];
}

/**
 * A convolution whose stride is its kernel: every group of cells, divided by `steps`, becomes one; without steps a 1×1
 * convolution. `weight` (out, C, …), `bias` (out), in `axes` dimensions.
 * @param cells (B, R, C) → (B, R / cells of a group, out).
 */
export function cellConvolution(
  scope: ParameterScope,
  cells: Tensor,
  out: number,
  { axes, steps = [] }: { readonly axes: number; readonly steps?: readonly (readonly number[])[] },
): Tensor {
  const [B, , C] = cells.shape;
  const one = Array.from({ length: axes }, () => 1);
  const kernel = one.map((_, axis) => steps.reduce((extent, step) => extent * step[axis]!, 1));
  const P = C! * elementCount(kernel);
  const weight = scope.parameter("weight", [out, C!, ...kernel], torchUniform);
  const bias = scope.parameter("bias", [out], torchBias(P));
  const ofGroups = reshape(cellsOfImage(weight, { grid: one, steps }), [out, P]);
  return add(matMul(reshape(cells, [B!, -1, P]), ofGroups, { transB: true }), bias);
}
