/** The pixel data of a segmentation. Source: DICOM PS3.5 §8.1.1 and figure D.3-1 (one bit a pixel). */
import { type LabelVolume, voxelsPerFrame } from "../volume.ts";

/** One frame: of which segment, undefined for all of them as labels; which frame and slice of the cine. */
export interface SegmentationPlane {
  readonly segmentNumber: number | undefined;
  readonly frameIndex: number;
  readonly sliceIndex: number;
}

/** The labels of one frame's plane, (Y, X); a view, not a copy. */
export function labelsInPlane(
  { grid, labels }: LabelVolume,
  { frameIndex, sliceIndex }: SegmentationPlane,
): Uint8Array {
  const pixels = grid.size[0] * grid.size[1];
  const start = frameIndex * voxelsPerFrame(grid) + sliceIndex * pixels;
  return labels.subarray(start, start + pixels);
}

/**
 * All planes one behind the other. Planes of a segment have one bit a pixel, first pixel in the lowest bit, and the
 * next plane begins in the bit after the last of the one before, which need not be the first of a byte.
 * Planes without a segment have their labels, a byte a pixel.
 */
export function packPlanes(labels: LabelVolume, planes: readonly SegmentationPlane[]): Uint8Array {
  const isBinary = planes.some(({ segmentNumber }) => segmentNumber !== undefined);
  return isBinary ? packBits(labels, planes) : packBytes(labels, planes);
}

function packBits(labels: LabelVolume, planes: readonly SegmentationPlane[]): Uint8Array {
  const pixels = labels.grid.size[0] * labels.grid.size[1];
  const packed = new Uint8Array(Math.ceil((planes.length * pixels) / 8));
  for (const [n, plane] of planes.entries()) {
    const inPlane = labelsInPlane(labels, plane);
    for (let i = 0; i < pixels; i++) {
      if (inPlane[i] !== plane.segmentNumber) continue;
      const bit = n * pixels + i;
      packed[bit >>> 3]! |= 1 << (bit & 7);
    }
  }
  return packed;
}

function packBytes(labels: LabelVolume, planes: readonly SegmentationPlane[]): Uint8Array {
  const pixels = labels.grid.size[0] * labels.grid.size[1];
  const packed = new Uint8Array(planes.length * pixels);
  for (const [n, plane] of planes.entries()) packed.set(labelsInPlane(labels, plane), n * pixels);
  return packed;
}
