/** Which segment each voxel of the myocardium lies in: what maps and enhancement are summed over. */
import { type LabelVolume, labelFrameOf, spacingMm } from "@cmrkit/imaging";
import { MYOCARDIUM } from "../structures.ts";
import { type SegmentPlane, segmentOfPoint } from "./segment-planes.ts";

/**
 * @returns (Z, Y, X), the number 1 to 16 of each myocardial voxel in a slice that has a plane, 0 elsewhere.
 * @throws {GridError} `data-size`, `bad-window`.
 */
export function voxelSegments(labels: LabelVolume, frameIndex: number, planes: readonly SegmentPlane[]): Uint8Array {
  const { labels: frame } = labelFrameOf(labels, frameIndex);
  const [X, Y] = labels.grid.size;
  const [sizeI, sizeJ] = spacingMm(labels.grid.ijkToLps);
  const segments = new Uint8Array(frame.length);
  for (const plane of planes) {
    const start = plane.sliceIndex * X * Y;
    for (let at = 0; at < X * Y; at++) {
      if (frame[start + at] !== MYOCARDIUM) continue;
      segments[start + at] = segmentOfPoint(plane, [(at % X) * sizeI, Math.floor(at / X) * sizeJ]);
    }
  }
  return segments;
}
