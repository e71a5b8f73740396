/**
 * Exact Euclidean distance to the nearest marked voxel, on a grid with its own spacing along each axis.
 *
 * Source: Felzenszwalb and Huttenlocher 2012, Theory of Computing 8:415–428, doi:10.4086/toc.2012.v008a019: one pass
 * an axis, each the lower envelope of the parabolas f(q) + (s·(p − q))², here with s in mm.
 */
import type { Grid, Vector3 } from "@cmrkit/imaging";

/**
 * Squared distance in mm² from every voxel centre to the nearest marked one, (Z, Y, X); Infinity when none is marked.
 * @param marked non-zero at marked voxels, (Z, Y, X).
 */
export function squaredDistancesMm2(marked: Uint8Array, size: Grid["size"], spacingMm: Vector3): Float64Array {
  const [X, Y, Z] = size;
  const squared = Float64Array.from(marked, (mark) => (mark === 0 ? Number.POSITIVE_INFINITY : 0));
  const line = envelopeOf(Math.max(X, Y, Z));
  for (let row = 0; row < Y * Z; row++) line.transform(squared, row * X, 1, X, spacingMm[0]);
  for (let k = 0; k < Z; k++) {
    for (let i = 0; i < X; i++) line.transform(squared, k * X * Y + i, X, Y, spacingMm[1]);
  }
  for (let column = 0; column < X * Y; column++) line.transform(squared, column, X * Y, Z, spacingMm[2]);
  return squared;
}

/** Buffers for lines up to a length, and the transform of one line in place. */
function envelopeOf(longest: number) {
  const heights = new Float64Array(longest);
  /** Vertex of each parabola of the envelope, and from where on it is the lowest. */
  const vertices = new Int32Array(longest);
  const starts = new Float64Array(longest);

  /** The parabolas that are lowest somewhere on the line; gives how many. Heights of Infinity are no parabolas. */
  function buildEnvelope(length: number, s2: number): number {
    let count = 0;
    for (let q = 0; q < length; q++) {
      if (heights[q] === Number.POSITIVE_INFINITY) continue;
      let start = Number.NEGATIVE_INFINITY;
      while (count > 0) {
        const v = vertices[count - 1]!;
        start = (heights[q]! + s2 * q * q - heights[v]! - s2 * v * v) / (2 * s2 * (q - v));
        if (start > starts[count - 1]!) break;
        count -= 1;
        start = Number.NEGATIVE_INFINITY;
      }
      vertices[count] = q;
      starts[count] = start;
      count += 1;
    }
    return count;
  }

  function transform(values: Float64Array, offset: number, stride: number, length: number, spacing: number): void {
    for (let q = 0; q < length; q++) heights[q] = values[offset + q * stride]!;
    const s2 = spacing * spacing;
    const count = buildEnvelope(length, s2);
    if (count === 0) return;
    for (let p = 0, n = 0; p < length; p++) {
      while (n + 1 < count && starts[n + 1]! <= p) n += 1;
      const v = vertices[n]!;
      values[offset + p * stride] = heights[v]! + s2 * (p - v) * (p - v);
    }
  }

  return { transform };
}
