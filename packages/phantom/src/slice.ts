/**
 * One slice of a cine: each voxel is the mean signal of the tissues at sample points spread over its area and the
 * thickness of its slice, so partial volume arises as it does in a scanner.
 *
 * The trunk does not move, so it is drawn once; every frame redraws only the samples near the heart.
 */
import { add, applyToPoint, columnsOf, type Grid, length, scale, type Vector3 } from "@cmrkit/imaging";
import { type AxialPlaces, field, fieldCount, type Placer, placer } from "./axial-place.ts";
import type { DrawnMoment } from "./drawn-moment.ts";
import { heartTissueAt, labelAt } from "./heart-tissue.ts";
import type { Scene } from "./scene.ts";
import { tissue } from "./tissue.ts";

/** What does not change in a slice from frame to frame. */
export interface StillSlice {
  /** (Y, X) signal of the trunk. */
  readonly trunk: Float32Array;
  /** (Y, X) coil sensitivity and unevenness of tissue. */
  readonly shading: Float32Array;
  readonly moving: MovingVoxels;
}

/** The voxels near the heart: their samples are drawn anew in every frame. */
interface MovingVoxels {
  /** Into the slice, (Y, X). */
  readonly indices: Int32Array;
  /** (voxel, LPS) centres in the body, breath-hold undone. */
  readonly points: Float64Array;
  readonly centres: AxialPlaces;
  /** (voxel, sample). */
  readonly samples: AxialPlaces;
  /** (voxel, sample) signal of the trunk, where the heart leaves it free. */
  readonly behind: Float32Array;
  readonly samplesPerVoxel: number;
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
  const offsets = sampleOffsets(placement);
  const points = slicePoints(placement);
  const count = points.length / 3;
  const trunk = new Float32Array(count);
  const shading = new Float32Array(count);
  const moving = movingVoxels(scene, points, offsets);
  for (let index = 0; index < count; index++) {
    const [x, y, z] = [points[3 * index]!, points[3 * index + 1]!, points[3 * index + 2]!];
    let sum = 0;
    for (const [dx, dy, dz] of offsets) sum += scene.signals[scene.torso(x + dx, y + dy, z + dz)]!;
    trunk[index] = sum / offsets.length;
    shading[index] = scene.shading(x, y, z);
  }
  return { trunk, shading, moving };
}

/** (voxel, LPS): the centres of a slice's voxels in the body, x fastest, breath-hold undone. */
function slicePoints({ grid, sliceIndex, shiftMm }: SlicePlacement): Float64Array {
  const [columns, rows] = grid.size;
  const points = new Float64Array(3 * columns * rows);
  for (let index = 0; index < columns * rows; index++) {
    const [x, y, z] = applyToPoint(grid.ijkToLps, [index % columns, Math.floor(index / columns), sliceIndex]);
    points.set([x, y, z - shiftMm], 3 * index);
  }
  return points;
}

function movingVoxels(scene: Scene, slice: Float64Array, offsets: readonly Vector3[]): MovingVoxels {
  const place = patientPlacer(scene);
  const places = new Float64Array((slice.length / 3) * fieldCount);
  for (let at = 0; at < slice.length / 3; at++)
    place(slice[3 * at]!, slice[3 * at + 1]!, slice[3 * at + 2]!, places, at);
  const indices = Int32Array.from({ length: slice.length / 3 }, (_, at) => at).filter((at) =>
    mayHoldHeart(scene, places, at),
  );

  const points = new Float64Array(3 * indices.length);
  const centres = new Float64Array(fieldCount * indices.length);
  const samples = new Float64Array(fieldCount * indices.length * offsets.length);
  const behind = new Float32Array(indices.length * offsets.length);
  for (const [voxel, index] of indices.entries()) {
    const [x, y, z] = [slice[3 * index]!, slice[3 * index + 1]!, slice[3 * index + 2]!];
    points.set([x, y, z], 3 * voxel);
    place(x, y, z, centres, voxel);
    for (const [s, [dx, dy, dz]] of offsets.entries()) {
      place(x + dx, y + dy, z + dz, samples, voxel * offsets.length + s);
      behind[voxel * offsets.length + s] = scene.signals[scene.torso(x + dx, y + dy, z + dz)]!;
    }
  }
  return { indices, points, centres, samples, behind, samplesPerVoxel: offsets.length };
}

/** As `placer`, from points of the patient. */
function patientPlacer({ heart, frame: { lateral, inferior, basal, origin } }: Scene): Placer {
  const place = placer(heart);
  return (px, py, pz, places, at) => {
    const x = px - origin[0];
    const y = py - origin[1];
    const z = pz - origin[2];
    const along = (axis: Vector3) => axis[0] * x + axis[1] * y + axis[2] * z;
    place(along(lateral), along(inferior), along(basal), places, at);
  };
}

/** The signal of a slice at a moment, (Y, X), before the receiver adds to it. */
export function sliceAt(scene: Scene, { trunk, shading, moving }: StillSlice, drawn: DrawnMoment): Float32Array {
  const { indices, points, samples, behind, samplesPerVoxel } = moving;
  const signal = trunk.slice();
  for (let voxel = 0; voxel < indices.length; voxel++) {
    let still = 0;
    let bloodSamples = 0;
    for (let at = voxel * samplesPerVoxel; at < (voxel + 1) * samplesPerVoxel; at++) {
      const code = heartTissueAt(drawn, scene.base, samples, at);
      if (code === tissue.blood) bloodSamples += 1;
      else still += code === null ? behind[at]! : scene.signals[code]!;
    }
    const inflow = bloodSamples === 0 ? 0 : scene.inflow(points, voxel, drawn.moment.phase);
    signal[indices[voxel]!] = (still + bloodSamples * inflow * scene.signals[tissue.blood]!) / samplesPerVoxel;
  }
  for (let i = 0; i < signal.length; i++) signal[i]! *= shading[i]!;
  return signal;
}

/** The true labels of a slice at a moment, (Y, X): the structure at the centre of each voxel. Scar is one where it shows. */
export function labelsAt({ trunk, moving }: StillSlice, drawn: DrawnMoment, showsScar: boolean): Uint8Array {
  const labels = new Uint8Array(trunk.length);
  for (const [voxel, index] of moving.indices.entries())
    labels[index] = labelAt(drawn, moving.centres, voxel, showsScar);
  return labels;
}

/** Room for the thickness of a tilted slice, and for walls and fat above the base. */
const NEAR_HEART_MM = 15;

function mayHoldHeart({ reach, base }: Scene, places: AxialPlaces, at: number): boolean {
  const start = at * fieldCount;
  const height = places[start + field.heightMm]!;
  const squared = places[start + field.x]! ** 2 + places[start + field.y]! ** 2;
  const isAlong = height > -NEAR_HEART_MM && height < base.roofMm + NEAR_HEART_MM;
  return isAlong && squared < (reach.anyMm + NEAR_HEART_MM) ** 2;
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
