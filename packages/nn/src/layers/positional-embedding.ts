/** Fixed sine and cosine positions of the tokens of a grid, stored in the checkpoint as CineMA stores them. */
import { reshape, resize, type Tensor, transpose } from "@cmrkit/graph";
import { elementCount, type Shape, sameShape } from "@cmrkit/tensor";
import type { Initialiser } from "../initialisers.ts";
import type { ParameterScope } from "../parameters.ts";

const MAX_PERIOD = 10_000;

/**
 * The positions of a grid of tokens, (1, N, E): the stored buffer `pos_embed` of the grid that the model was made for,
 * interpolated when the image's grid is another (cubic in two dimensions, linear in three).
 *
 * Source: `get_pos_embed` of cinema/vit.py and `interpolate_pos_encoding` of cinema/convvit.py.
 */
export function positionalEmbedding(scope: ParameterScope, stored: Shape, grid: Shape, E: number): Tensor {
  const positions = scope.buffer("pos_embed", [1, elementCount(stored), E], sineCosinePositions(stored));
  if (sameShape(stored, grid)) return positions;
  const axes = grid.map((_, i) => i + 1);
  const asImage = transpose(reshape(positions, [1, ...stored, E]), [0, axes.length + 1, ...axes]);
  const resized = resize(asImage, grid, grid.length === 2 ? "cubic" : "linear");
  const channelsLast = transpose(resized, [0, ...axes.map((axis) => axis + 1), 1]);
  return reshape(channelsLast, [1, elementCount(grid), E]);
}

/**
 * For each axis an equal, even share of the width: sines, then cosines, of the position along it at frequencies
 * 10000^(−i/n); what the axes leave over stays 0.
 *
 * numpy's `meshgrid` with its default indexing `xy` runs the first two axes the other way round than the tokens do, so
 * on a grid of unequal X and Y the n-th row is not the n-th token's place. Published weights were trained with it.
 *
 * Source: Vaswani et al. 2017, arXiv:1706.03762 §3.5; `get_nd_sincos_pos_embed` of cinema/vit.py.
 */
export function sineCosinePositions(grid: Shape): Initialiser {
  return (values, shape) => {
    const E = shape.at(-1)!;
    const half = Math.floor(E / grid.length / 2);
    places(grid).forEach((place, row) => {
      place.forEach((coordinate, axis) => {
        const start = row * E + axis * 2 * half;
        for (let i = 0; i < half; i++) {
          const angle = coordinate * MAX_PERIOD ** (-i / half);
          values[start + i] = Math.sin(angle);
          values[start + half + i] = Math.cos(angle);
        }
      });
    });
  };
}

/** Coordinates in the order of a flattened `xy` meshgrid: the second axis slowest, then the first, then the rest. */
function places(grid: Shape): number[][] {
  const slowestFirst = [1, 0, ...grid.keys()].filter((axis, i) => i < 2 || axis > 1);
  return slowestFirst.reduce<number[][]>(
    (met, axis) =>
      met.flatMap((place) => Array.from({ length: grid[axis]! }, (_, coordinate) => place.with(axis, coordinate))),
    [grid.map(() => 0)],
  );
}
