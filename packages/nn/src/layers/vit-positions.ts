/** Positions of vision transformers, added to the tokens: learned or sines and cosines, stored with the class token's. */
import { concat, constant, cubicKernel, matMul, reshape, split, type Tensor } from "@cmrkit/graph";
import { float32, sameShape } from "@cmrkit/tensor";
import { type Initialiser, normal } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";
import { sineCosinePositions } from "./positional-embedding.ts";

/** Rows and columns of patches. */
export type PatchGrid = readonly [gy: number, gx: number];

/**
 * How positions reach a grid that they were not made for; all are bicubic.
 * - `dino`: DINO and DINOv2 interpolate by the factor (g + 0.1) / g₀, a guard against a grid one patch too small that
 *   also shifts every sample. Their weights, and `scale_factor` in PyTorch, mean this one.
 * - `size`: by the factor g / g₀, so that outer edges of both grids coincide (DINOv2 with `interpolate_offset=0`).
 * - `antialiased`: as `size`, with the kernel widened where the grid shrinks (timm's `resample_abs_pos_embed`).
 */
export type PositionInterpolation = "dino" | "size" | "antialiased";

export interface VitPositionsConfig {
  readonly kind: "learned" | "sine-cosine";
  readonly interpolation: PositionInterpolation;
  /** The grid that the positions are stored for. */
  readonly stored: PatchGrid;
}

/** (1, 1 + N, E) for the class token and the patches of a grid; `pos_embed` is a buffer where it is not learned. */
export function vitPositions(scope: ParameterScope, config: VitPositionsConfig, grid: PatchGrid, E: number): Tensor {
  const [gy, gx] = config.stored;
  const shape = [1, 1 + gy * gx, E];
  const positions =
    config.kind === "learned"
      ? scope.parameter("pos_embed", shape, normal(0.02))
      : scope.buffer("pos_embed", shape, classAndGrid(config.stored));
  if (sameShape(config.stored, grid)) return positions;
  const [ofClass, ofPatches] = split(positions, 1, [1, gy * gx]);
  return concat([ofClass!, resizePositions(ofPatches!, config.stored, grid, config.interpolation)], 1);
}

/** Nothing for the class token, then X and Y in equal shares. Source: `get_2d_sincos_pos_embed` of arXiv:2111.06377. */
function classAndGrid([gy, gx]: PatchGrid): Initialiser {
  return (values, shape, random) => {
    const E = shape.at(-1)!;
    sineCosinePositions([gx, gy])(values.subarray(E), [1, gy * gx, E], random);
  };
}

/** (1, N, E) on one grid → (1, N', E) on another, row by row, then column by column. */
export function resizePositions(
  positions: Tensor,
  [gy, gx]: PatchGrid,
  [toY, toX]: PatchGrid,
  interpolation: PositionInterpolation,
): Tensor {
  const E = positions.shape.at(-1)!;
  const along = (from: number, to: number) =>
    constant(float32([to, from], interpolationMatrix(from, to, interpolation)));
  const rows = matMul(along(gy, toY), reshape(positions, [gy, gx * E]));
  return reshape(matMul(along(gx, toX), reshape(rows, [toY, gx, E])), [1, toY * toX, E]);
}

const PILLOW_CUBIC = -0.5; // PyTorch's kernel with antialiasing is Pillow's, without it −0.75

/** Row-major (to, from): the share of each stored position in each wanted one. */
function interpolationMatrix(from: number, to: number, interpolation: PositionInterpolation): Float64Array {
  const scale = (interpolation === "dino" ? to + 0.1 : to) / from;
  const row = interpolation === "antialiased" ? smoothingRow : edgeRepeatingRow;
  const matrix = new Float64Array(to * from);
  for (let target = 0; target < to; target++) matrix.set(row((target + 0.5) / scale, from, scale), target * from);
  return matrix;
}

/** Weights of `extent` samples about a coordinate in which sample i spans i … i + 1; the edges go on for ever. */
function edgeRepeatingRow(coordinate: number, extent: number): Float64Array {
  const row = new Float64Array(extent);
  const before = Math.floor(coordinate - 0.5);
  for (let source = before - 1; source <= before + 2; source++)
    row[Math.min(Math.max(source, 0), extent - 1)]! += cubicKernel(coordinate - 0.5 - source);
  return row;
}

/** The kernel stretched to the wanted spacing, over the samples there are. */
function smoothingRow(coordinate: number, extent: number, scale: number): Float64Array {
  const narrowing = Math.min(1, scale);
  const row = Float64Array.from({ length: extent }, (_, source) =>
    cubicKernel((source + 0.5 - coordinate) * narrowing, PILLOW_CUBIC),
  );
  const sum = row.reduce((total, weight) => total + weight, 0);
  return row.map((weight) => weight / sum);
}
