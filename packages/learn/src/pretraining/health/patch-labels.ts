/** Which structure a patch of an image shows. */

/**
 * The label that covers most of each patch, and 0 where what is no structure covers more than any.
 * @param coverage Of each label but 0, the share of every voxel, row-major over `size`.
 * @param patch Extents of a patch, which divide `size`.
 * @returns One label for each patch, row-major over the grid of patches, as tokens are.
 */
export function patchLabels(
  coverage: ReadonlyMap<number, Float32Array>,
  size: readonly number[],
  patch: readonly number[],
): number[] {
  const patchOf = patchOfVoxel(size, patch);
  const count = size.reduce((product, extent, axis) => product * (extent / patch[axis]!), 1);
  const sums = new Map([...coverage].map(([label, shares]) => [label, sumsOver(shares, patchOf, count)]));
  const voxels = patch.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: count }, (_, p) => {
    const ofLabels = [...sums].map(([label, ofPatch]) => ({ label, covered: ofPatch[p]! }));
    const rest = voxels - ofLabels.reduce((sum, { covered }) => sum + covered, 0);
    return ofLabels.reduce((most, each) => (each.covered > most.covered ? each : most), { label: 0, covered: rest })
      .label;
  });
}

function sumsOver(shares: Float32Array, patchOf: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  shares.forEach((share, voxel) => {
    sums[patchOf[voxel]!]! += share;
  });
  return sums;
}

/** The patch that each voxel lies in. */
function patchOfVoxel(size: readonly number[], patch: readonly number[]): Int32Array {
  let places: readonly number[] = [0];
  size.forEach((extent, axis) => {
    const patches = extent / patch[axis]!;
    places = places.flatMap((place) =>
      Array.from({ length: extent }, (_, i) => place * patches + Math.floor(i / patch[axis]!)),
    );
  });
  return Int32Array.from(places);
}
