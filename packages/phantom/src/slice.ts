/**
 * One slice of a cine: each voxel is the mean signal of the tissues at sample points spread over its area and the
 * thickness of its slice, so partial volume arises as it does in a scanner.
 *
 * The trunk does not move, so it is drawn once; every frame redraws only the samples near the heart.
 */
import { add, applyToPoint, columnsOf, type Grid, length, scale, type Vector3 } from "@cmrkit/imaging";
import { type AxialPlace, axialPlace } from "./axial-place.ts";
import type { DrawnMoment } from "./drawn-moment.ts";
import { heartTissueAt } from "./heart-tissue.ts";
import { toHeart } from "./pose.ts";
import type { Scene } from "./scene.ts";
import { tissue } from "./tissue.ts";

/** A voxel near the heart: its samples are drawn anew in every frame. */
interface MovingVoxel {
  /** Into the slice, (Y, X). */
  readonly index: number;
  readonly point: Vector3;
  readonly centre: AxialPlace;
  readonly samples: readonly AxialPlace[];
  /** Signal of the trunk at each sample, where the heart leaves it free. */
  readonly behind: readonly number[];
}

/** What does not change in a slice from frame to frame. */
export interface StillSlice {
  /** (Y, X) signal of the trunk. */
  readonly trunk: Float32Array;
  /** (Y, X) coil sensitivity and unevenness of tissue. */
  readonly shading: Float32Array;
  readonly moving: readonly MovingVoxel[];
}

/** Where slice `sliceIndex` of a grid lies, how thick it is, and how far this breath-hold moved the body up. */
export interface SlicePlacement {
  readonly grid: Grid;
  readonly sliceIndex: number;
  readonly thicknessMm: number;
  readonly shiftMm: number;
}

/** Draws the trunk in a slice, and finds the voxels that the heart may reach. */
export function stillSlice(scene: Scene, placement: SlicePlacement): StillSlice {
  const { grid, sliceIndex, shiftMm } = placement;
  const [columns, rows] = grid.size;
  const offsets = sampleOffsets(placement);
  const trunk = new Float32Array(columns * rows);
  const shading = new Float32Array(columns * rows);
  const moving: MovingVoxel[] = [];
  for (let index = 0; index < trunk.length; index++) {
    const [x, y, z] = applyToPoint(grid.ijkToLps, [index % columns, Math.floor(index / columns), sliceIndex]);
    const point: Vector3 = [x, y, z - shiftMm];
    const behind = offsets.map(([dx, dy, dz]) => scene.signals[scene.torso(x + dx, y + dy, point[2] + dz)]!);
    trunk[index] = behind.reduce((a, b) => a + b, 0) / behind.length;
    shading[index] = scene.shading(...point);
    const centre = placeOf(scene, point);
    if (!mayHoldHeart(scene, centre)) continue;
    moving.push({ index, point, centre, samples: offsets.map((offset) => placeOf(scene, add(point, offset))), behind });
  }
  return { trunk, shading, moving };
}

/** The signal of a slice at a moment, (Y, X), before the receiver adds to it. */
export function sliceAt(scene: Scene, { trunk, shading, moving }: StillSlice, drawn: DrawnMoment): Float32Array {
  const signal = Float32Array.from(trunk);
  for (const { index, point, samples, behind } of moving) {
    let [still, bloodSamples] = [0, 0];
    for (let s = 0; s < samples.length; s++) {
      const code = heartTissueAt(drawn, scene.base, samples[s]!);
      if (code === tissue.blood) bloodSamples += 1;
      else still += code === null ? behind[s]! : scene.signals[code]!;
    }
    const inflow = bloodSamples === 0 ? 0 : scene.inflow(point, drawn.moment.phase);
    signal[index] = (still + bloodSamples * inflow * scene.signals[tissue.blood]!) / samples.length;
  }
  for (let i = 0; i < signal.length; i++) signal[i]! *= shading[i]!;
  return signal;
}

function placeOf(scene: Scene, point: Vector3): AxialPlace {
  return axialPlace(scene.heart, toHeart(scene.frame, point));
}

/** Room for the thickness of a tilted slice, and for walls and fat above the base. */
const NEAR_HEART_MM = 15;

function mayHoldHeart({ reach, base }: Scene, { squaredMm2, heightMm }: AxialPlace): boolean {
  const isAlong = heightMm > -NEAR_HEART_MM && heightMm < base.roofMm + NEAR_HEART_MM;
  return isAlong && squaredMm2 < (reach.anyMm + NEAR_HEART_MM) ** 2;
}

/** Sub-slices lie at most this far apart. */
const SUB_SLICE_MM = 2;

/** Sample points of a voxel from its centre (LPS, mm): two on a diagonal in every sub-slice, the diagonal alternating. */
function sampleOffsets({ grid, thicknessMm }: SlicePlacement): readonly Vector3[] {
  const { iAxis, jAxis, kAxis } = columnsOf(grid.ijkToLps);
  const subSlices = Math.ceil(thicknessMm / SUB_SLICE_MM);
  return Array.from({ length: 2 * subSlices }, (_, s) => {
    const level = Math.floor(s / 2);
    const di = s % 2 === 0 ? -0.25 : 0.25;
    const dj = level % 2 === 0 ? di : -di;
    const dk = (((level + 0.5) / subSlices - 0.5) * thicknessMm) / length(kAxis);
    return add(scale(iAxis, di), add(scale(jAxis, dj), scale(kAxis, dk)));
  });
}
