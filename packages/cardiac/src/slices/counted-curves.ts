/** Volume curves over the slices that count. */
import { type LabelVolume, voxelVolumeMl } from "@cmrkit/imaging";
import { type VolumeCurve, volumeCurve } from "../phases.ts";
import { countedExtent } from "../volumes.ts";
import { type PhaseSlices, type SliceCounting, sharesOverTime, type VentricleSlices } from "./slice-counting.ts";

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
  const cavity = ({ slices }: PhaseSlices) => slices.map(({ share }) => share);
  const muscle = ({ slices }: PhaseSlices) => slices.map(({ muscleShare = 1 }) => muscleShare);
  return {
    left: counted(left, sharesOf(left, leftVentricle, cavity), voxelMl),
    right: counted(right, sharesOf(right, rightVentricle, cavity), voxelMl),
    myocardium: counted(myocardium, sharesOf(left, leftVentricle, muscle), voxelMl),
  };
}

type Shares = readonly (readonly number[])[] | undefined;

/** @param cavity The curve by which the ventricle's emptying is told. */
function sharesOf(
  cavity: VolumeCurve,
  { endDiastole, endSystole }: VentricleSlices,
  of: (phase: PhaseSlices) => readonly number[],
): Shares {
  if ("notMeasurable" in endDiastole || "notMeasurable" in endSystole) return undefined;
  const at = (phase: PhaseSlices) => ({ frameIndex: phase.frameIndex, shares: of(phase) });
  return sharesOverTime(cavity.extents, [at(endDiastole), at(endSystole)]);
}

function counted(curve: VolumeCurve, shares: Shares, voxelMl: number): VolumeCurve {
  if (shares === undefined) return curve;
  const extents = curve.extents.map((extent, frame) => countedExtent(extent, shares[frame]!, voxelMl));
  return volumeCurve(curve.structure, extents);
}
