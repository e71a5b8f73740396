/**
 * Quantities over the wall of the left ventricle: by height along its long axis and angle around it.
 *
 * Surfaces are kept as squared distances from the long axis, because the volume between two of them is linear in
 * those: V = ½ ∫∫ (outer² − inner²) dθ dz. Between nodes the squares are interpolated linearly, so the trapezoid sum
 * of `sectorVolumeMl` is no approximation: it is the exact volume of the shape that is drawn.
 */

/** Intervals between epicardial apex (node 0) and base (node `heightSteps`). */
export const heightSteps = 192;
/** Nodes around the axis, evenly spaced from 0°. */
export const angleSteps = 180;

/** (height node, angle node), angle fastest. */
export type PolarMap = Float64Array;

export const nodeCount = (heightSteps + 1) * angleSteps;

/** A map filled node by node. */
export function polarMap(valueAt: (node: number) => number): PolarMap {
  const map = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) map[node] = valueAt(node);
  return map;
}

/** Height of a node: 0 epicardial apex, 1 base. */
export function heightOf(node: number): number {
  return Math.floor(node / angleSteps) / heightSteps;
}

/** Angle of a node in radians; see `parameters.ts` for where 0 is and which way it runs. */
export function angleOf(node: number): number {
  return ((node % angleSteps) / angleSteps) * 2 * Math.PI;
}

/**
 * Volume in ml between two surfaces around an axis `lengthMm` long.
 * @param squaredDifferenceMm2 outer radius² − inner radius² at every node, in mm².
 */
export function sectorVolumeMl(squaredDifferenceMm2: PolarMap, lengthMm: number): number {
  let sum = 0;
  for (let node = 0; node < nodeCount; node++) {
    const isEnd = node < angleSteps || node >= nodeCount - angleSteps;
    sum += squaredDifferenceMm2[node]! * (isEnd ? 0.5 : 1);
  }
  const sector = (2 * Math.PI) / angleSteps;
  return (0.5 * sum * sector * (lengthMm / heightSteps)) / 1000;
}

/** The radius in mm at a height (0 … 1) and an angle, from a map of squared radii; between nodes the squares are linear. */
export function radiusAt(squaredMm2: PolarMap, height: number, angle: number): number {
  const turn = angle / (2 * Math.PI);
  return Math.sqrt(interpolated(squaredMm2, height * heightSteps, (turn - Math.floor(turn)) * angleSteps));
}

/** Bilinear look-up at a height and an angle counted in nodes. */
function interpolated(map: PolarMap, height: number, angle: number): number {
  const row = Math.min(heightSteps - 1, Math.floor(height));
  const column = Math.floor(angle) % angleSteps;
  const beside = (column + 1) % angleSteps;
  const along = (r: number) => {
    const here = map[r * angleSteps + column]!;
    return here + (angle - Math.floor(angle)) * (map[r * angleSteps + beside]! - here);
  };
  return along(row) + (height - row) * (along(row + 1) - along(row));
}

/** The signed difference of two angles in radians, in [−π, π). */
export function angleBetween(a: number, b: number): number {
  const turn = 2 * Math.PI;
  return ((((a - b + Math.PI) % turn) + turn) % turn) - Math.PI;
}
