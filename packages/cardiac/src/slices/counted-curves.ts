/** Volume curves over the slices that count. */
import { type LabelVolume, voxelVolumeMl } from "@cmrkit/imaging";
import { type VolumeCurve, volumeCurve } from "../phases.ts";
import { countedExtent } from "../volumes.ts";
import { type CountedSlice, type SliceCounting, sharesOverTime, type VentricleSlices } from "./slice-counting.ts";

export interface CountedCurves {
  readonly left: VolumeCurve;
  readonly right: VolumeCurve;
  readonly myocardium: VolumeCurve;
}

/**
 * The curves of all that is labelled, each less what does not count. A ventricle without a frame for one of its phases has nothing to
 * judge slices by, and stays as labelled.
 */
export function countedCurves(
  { grid }: LabelVolume,
  { left, right, myocardium }: CountedCurves,
  { leftVentricle, rightVentricle }: SliceCounting,
): CountedCurves {
  const voxelMl = voxelVolumeMl(grid.ijkToLps);
  const muscle = ({ muscleShare }: CountedSlice) => muscleShare;
  return {
    left: counted(left, sharesOf(left, leftVentricle, cavityShare), voxelMl),
    right: counted(right, sharesOf(right, rightVentricle, cavityShare), voxelMl),
    myocardium: counted(myocardium, sharesOf(left, leftVentricle, muscle), voxelMl),
  };
}

/** Undefined where a slice says nothing, since nothing in it is labelled and nobody chose it. */
function cavityShare({ verdict, by, share }: CountedSlice): number | undefined {
  return verdict === "no cavity" && by !== "choice" ? undefined : share;
}

type Shares = readonly (readonly number[])[] | undefined;

/**
 * A slice that says nothing at one phase takes the share of the other: one that is left out at end-diastole, and empty at end-systole, does
 * not fade in between.
 * @param cavity The curve by which the ventricle's emptying is told.
 */
function sharesOf(
  cavity: VolumeCurve,
  { endDiastole, endSystole }: VentricleSlices,
  of: (slice: CountedSlice) => number | undefined,
): Shares {
  if ("notMeasurable" in endDiastole || "notMeasurable" in endSystole) return undefined;
  const [full, empty] = [endDiastole, endSystole].map(({ slices }) => slices.map(of));
  const known = (own: typeof full, other: typeof full) => own!.map((share, k) => share ?? other![k] ?? 1);
  return sharesOverTime(cavity.extents, [
    { frameIndex: endDiastole.frameIndex, shares: known(full, empty) },
    { frameIndex: endSystole.frameIndex, shares: known(empty, full) },
  ]);
}

function counted(curve: VolumeCurve, shares: Shares, voxelMl: number): VolumeCurve {
  if (shares === undefined) return curve;
  const extents = curve.extents.map((extent, frame) => countedExtent(extent, shares[frame]!, voxelMl));
  return volumeCurve(curve.structure, extents);
}
