/**
 * Volumes from labels by disc summation on the native grid: every labelled voxel counts its in-plane area times the
 * distance between slices.
 *
 * Source: Schulz-Menger et al. 2020, JCMR 22:19, doi:10.1186/s12968-020-00610-6.
 */
import { assertWholeVolume, type LabelVolume, voxelVolumeMl } from "@cmrkit/imaging";
import { frameLabels } from "./label-frames.ts";
import { type Measured, notMeasurable } from "./measured.ts";
import { type StructureName, structures } from "./structures.ts";

/** Where a structure lies in the stack at one frame. Slices count from 0 in the grid's order. */
export interface SliceExtent {
  /** Labelled voxels of each slice, Z of them; where slices count in part, so do their voxels. */
  readonly voxelsPerSlice: readonly number[];
  /** What the labelled slices add up to, whether or not one is missing between them. */
  readonly labelledVolumeMl: number;
  /** First and last labelled slice, or null where the structure is nowhere. */
  readonly between: readonly [number, number] | null;
  /** Slices without the structure that lie between slices with it. */
  readonly missingSlices: readonly number[];
}

/**
 * Counts a structure slice by slice.
 * @throws {GridError} `data-size`; `bad-window` when there is no such frame.
 */
export function sliceExtent(labels: LabelVolume, structure: StructureName, frameIndex: number): SliceExtent {
  return extentOf(countPerSlice(labels, structures[structure].label, frameIndex), voxelVolumeMl(labels.grid.ijkToLps));
}

/** The part of an extent that counts. @param shares Of each slice, 0 … 1. */
export function countedExtent(extent: SliceExtent, shares: readonly number[], voxelMl: number): SliceExtent {
  return extentOf(
    extent.voxelsPerSlice.map((voxels, k) => voxels * shares[k]!),
    voxelMl,
  );
}

function extentOf(voxelsPerSlice: readonly number[], voxelMl: number): SliceExtent {
  const first = voxelsPerSlice.findIndex((count) => count > 0);
  const last = voxelsPerSlice.findLastIndex((count) => count > 0);
  const voxels = voxelsPerSlice.reduce((sum, count) => sum + count, 0);
  return {
    voxelsPerSlice,
    labelledVolumeMl: voxels * voxelMl,
    between: first === -1 ? null : [first, last],
    missingSlices: [...voxelsPerSlice.keys()].filter((k) => k > first && k < last && voxelsPerSlice[k] === 0),
  };
}

/**
 * Volume of a structure at one frame in ml. Not measurable when the structure is nowhere labelled in that frame (a
 * ventricle is never empty: the mask is missing, not the blood), or when a slice between two labelled ones is empty.
 * @throws {GridError} `data-size`; `bad-window` when there is no such frame.
 */
export function structureVolumeMl(labels: LabelVolume, structure: StructureName, frameIndex: number): Measured {
  return volumeOfExtent(sliceExtent(labels, structure, frameIndex), structure, frameIndex);
}

/** The same from an extent that is known already. */
export function volumeOfExtent(extent: SliceExtent, structure: StructureName, frameIndex: number): Measured {
  const { title } = structures[structure];
  if (extent.between === null) return notMeasurable(`no ${title} is labelled in frame ${frameIndex}`);
  if (extent.missingSlices.length > 0) {
    const [first, last] = extent.between;
    const plural = extent.missingSlices.length > 1 ? "slices" : "slice";
    return notMeasurable(
      `${title} is missing in ${plural} ${extent.missingSlices.join(", ")} of frame ${frameIndex}, between labelled slices ${first} and ${last}`,
    );
  }
  return extent.labelledVolumeMl;
}

/** The extent of a structure in every frame. */
export function extentsOverTime(labels: LabelVolume, structure: StructureName): readonly SliceExtent[] {
  assertWholeVolume(labels);
  return Array.from({ length: labels.frameCount }, (_, frame) => sliceExtent(labels, structure, frame));
}

function countPerSlice(labels: LabelVolume, label: number, frameIndex: number): number[] {
  const data = frameLabels(labels, frameIndex);
  const [X, Y, Z] = labels.grid.size;
  return Array.from({ length: Z }, (_, k) => {
    let count = 0;
    for (let at = k * X * Y; at < (k + 1) * X * Y; at++) if (data[at] === label) count += 1;
    return count;
  });
}
