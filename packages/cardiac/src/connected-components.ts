/** Connected components of a mask in three dimensions. */
import type { Grid } from "@cmrkit/imaging";

/** Faces only, or faces, edges and corners. */
export type Neighbourhood = 6 | 26;

export interface Components {
  /** (Z, Y, X): number of the voxel's component from 1, 0 outside the mask. */
  readonly componentOf: Int32Array;
  /** Voxels of component n at [n − 1]; numbered in the order of their first voxel. */
  readonly sizes: readonly number[];
}

/** A step to a neighbour: along i, j, k, and in the flat array. */
type Step = readonly [number, number, number, number];

/**
 * Labels the components of all voxels for which `isInside` holds.
 * @param isInside asked once or twice for every voxel index of one frame, (Z, Y, X) with x fastest.
 */
export function connectedComponents(
  size: Grid["size"],
  isInside: (index: number) => boolean,
  neighbourhood: Neighbourhood,
): Components {
  const voxels = size[0] * size[1] * size[2];
  const componentOf = new Int32Array(voxels);
  const steps = neighbourSteps(size, neighbourhood);
  const sizes: number[] = [];
  for (let seed = 0; seed < voxels; seed++) {
    if (componentOf[seed] !== 0 || !isInside(seed)) continue;
    sizes.push(flood(seed, sizes.length + 1, componentOf, isInside, size, steps));
  }
  return { componentOf, sizes };
}

/** The number of the largest component, of equal ones the first; 0 when there is none. */
export function largestComponent({ sizes }: Components): number {
  return sizes.length === 0 ? 0 : sizes.indexOf(Math.max(...sizes)) + 1;
}

/** Marks all that hangs together with the seed; gives the number of voxels marked. */
function flood(
  seed: number,
  mark: number,
  marks: Int32Array,
  isInside: (index: number) => boolean,
  [X, Y, Z]: Grid["size"],
  steps: readonly Step[],
): number {
  const pending = [seed];
  marks[seed] = mark;
  let count = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    count += 1;
    const i = at % X;
    const j = Math.floor(at / X) % Y;
    const k = Math.floor(at / (X * Y));
    for (const [di, dj, dk, offset] of steps) {
      if (i + di < 0 || i + di >= X || j + dj < 0 || j + dj >= Y || k + dk < 0 || k + dk >= Z) continue;
      const next = at + offset;
      if (marks[next] !== 0 || !isInside(next)) continue;
      marks[next] = mark;
      pending.push(next);
    }
  }
  return count;
}

/** Offsets in the flat array to the neighbours of a voxel. */
function neighbourSteps([X, Y]: Grid["size"], neighbourhood: Neighbourhood): Step[] {
  const shifts = [-1, 0, 1];
  const all = shifts.flatMap((dk) =>
    shifts.flatMap((dj) => shifts.map((di): Step => [di, dj, dk, (dk * Y + dj) * X + di])),
  );
  const faces = (di: number, dj: number, dk: number) => Math.abs(di) + Math.abs(dj) + Math.abs(dk) === 1;
  return all.filter(([di, dj, dk]) => (neighbourhood === 6 ? faces(di, dj, dk) : di !== 0 || dj !== 0 || dk !== 0));
}
