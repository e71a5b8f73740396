/**
 * End-diastole and end-systole from a ventricle's volume curve: the frames of largest and smallest cavity volume.
 *
 * Source: Schulz-Menger et al. 2020, JCMR 22:19, doi:10.1186/s12968-020-00610-6. The right ventricle may have other
 * phases than the left, and they are then to be stated.
 */
import { derive, isMeasured, type Measured, notMeasurable } from "./measured.ts";
import { type StructureName, structures } from "./structures.ts";
import { type SliceExtent, volumeOfExtent } from "./volumes.ts";

export interface Phases {
  /** Frames from 0. */
  readonly endDiastoleIndex: Measured;
  readonly endSystoleIndex: Measured;
}

/** A ventricle over the cardiac cycle. */
export interface VolumeCurve {
  readonly structure: StructureName;
  readonly extents: readonly SliceExtent[];
  /** One entry a frame, in ml. */
  readonly volumesMl: readonly Measured[];
}

export function volumeCurve(structure: StructureName, extents: readonly SliceExtent[]): VolumeCurve {
  const volumesMl = extents.map((extent, frame) => volumeOfExtent(extent, structure, frame));
  return { structure, extents, volumesMl };
}

/**
 * Frames of largest and smallest labelled volume; of equal frames the earlier. Frames that cannot be measured take part with
 * what is labelled, so that a missing slice or an empty frame is never skipped for a better-looking neighbour. (What is
 * labelled is less than the whole, so such a frame that does not come out as smallest cannot have been end-systole.)
 *
 * Not measurable when no frame has the structure, with one frame, or when the volume never changes.
 */
export function extremeFrames(curve: VolumeCurve): Phases {
  const why = whyNoPhases(curve);
  if (why !== null) return { endDiastoleIndex: notMeasurable(why), endSystoleIndex: notMeasurable(why) };
  const volumes = curve.extents.map((extent) => extent.labelledVolumeMl);
  return {
    endDiastoleIndex: volumes.indexOf(Math.max(...volumes)),
    endSystoleIndex: volumes.indexOf(Math.min(...volumes)),
  };
}

/** The same phases where their frames can be measured on the curve, else why they cannot. */
export function measurablePhases(curve: VolumeCurve, { endDiastoleIndex, endSystoleIndex }: Phases): Phases {
  const measurable = (frame: Measured) => derive([frame, volumeAt(curve, frame)], (index) => index);
  return { endDiastoleIndex: measurable(endDiastoleIndex), endSystoleIndex: measurable(endSystoleIndex) };
}

/** The curve's volume at a phase, or why there is none. */
export function volumeAt(curve: VolumeCurve, frameIndex: Measured): Measured {
  if (!isMeasured(frameIndex)) return frameIndex;
  return curve.volumesMl[frameIndex] ?? notMeasurable(`there is no frame ${frameIndex}`);
}

function whyNoPhases({ structure, extents, volumesMl }: VolumeCurve): string | null {
  const { title } = structures[structure];
  if (extents.every((extent) => extent.between === null)) return `no ${title} is labelled in any frame`;
  if (extents.length === 1) return "one frame alone does not tell end-diastole from end-systole";
  const isConstant = volumesMl.every((volume) => isMeasured(volume) && volume === volumesMl[0]);
  return isConstant ? `the volume of the ${title} is the same in every frame` : null;
}
