/**
 * Interpolation along one axis as a matrix. Resize is linear and separable, so this matrix is its whole meaning: the
 * evaluator multiplies by it, the reverse rule by its transpose.
 *
 * Coordinates and kernels are those of PyTorch's `interpolate`; samples beyond an edge take the edge's value.
 */
import type { ResizeAttributes, ResizeCoordinates } from "./primitive.ts";

type InterpolationRule = Omit<ResizeAttributes, "sizes">;

/** A source sample and its share in a target sample. */
type Tap = readonly [source: number, weight: number];

/** Row-major (size, extent): the share of each source sample in each target sample. Rows sum to 1. */
export function interpolationMatrix(rule: InterpolationRule, extent: number, size: number): Float64Array {
  const matrix = new Float64Array(size * extent);
  for (let target = 0; target < size; target++) {
    const coordinate = sourceCoordinate[rule.coordinates](target, extent, size);
    for (const [source, weight] of taps[rule.mode](coordinate, rule.coordinates)) {
      const onGrid = Math.min(Math.max(source, 0), extent - 1);
      matrix[target * extent + onGrid]! += weight;
    }
  }
  return matrix;
}

type CoordinateRule = (target: number, extent: number, size: number) => number;

const sourceCoordinate: { readonly [C in ResizeCoordinates]: CoordinateRule } = {
  "half-pixel": (target, extent, size) => ((target + 0.5) * extent) / size - 0.5,
  "align-corners": (target, extent, size) => (size === 1 ? 0 : (target * (extent - 1)) / (size - 1)),
  asymmetric: (target, extent, size) => (target * extent) / size,
};

type TapRule = (coordinate: number, coordinates: ResizeCoordinates) => readonly Tap[];

const taps: { readonly [M in ResizeAttributes["mode"]]: TapRule } = {
  /** The sample at or before an asymmetric coordinate; under the other rules the nearer one, the later at a tie. */
  nearest: (coordinate, coordinates) => [[Math.floor(coordinates === "asymmetric" ? coordinate : coordinate + 0.5), 1]],
  linear: (coordinate) => {
    const before = Math.floor(coordinate);
    const t = coordinate - before;
    return [
      [before, 1 - t],
      [before + 1, t],
    ];
  },
  cubic: (coordinate) => {
    const before = Math.floor(coordinate);
    return [-1, 0, 1, 2].map((step) => [before + step, cubicKernel(coordinate - before - step)] as const);
  },
};

const CUBIC_A = -0.75; // PyTorch's choice; Keys' own is −0.5

/** The cubic convolution kernel with slope a at distance 1. Source: Keys 1981, doi:10.1109/TASSP.1981.1163711, eq. 4. */
export function cubicKernel(signedDistance: number, a = CUBIC_A): number {
  const d = Math.abs(signedDistance);
  if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return d < 2 ? a * (d ** 3 - 5 * d ** 2 + 8 * d - 4) : 0;
}
