/** When the frames of a cine were taken, and what its headers say that its geometry does not. */
import type { CineWarning } from "./cine-warning.ts";
import { cycleWarnings } from "./cycle-warnings.ts";
import { nameOf } from "./errors.ts";
import type { FrameOrder } from "./frame-order.ts";
import type { DicomInstance } from "./instance.ts";
import { median } from "./median.ts";

export interface CineTiming {
  /** Median over the slices of each frame's trigger time; undefined when something else ordered the frames. */
  readonly frameTimesMs: readonly number[] | undefined;
  /** Largest difference between slices in the trigger time of one frame. */
  readonly triggerSpreadMs: number | undefined;
  /** 60 000 / median NominalInterval, else the median HeartRate, else undefined. */
  readonly heartRatePerMin: number | undefined;
}

type Frames = readonly (readonly DicomInstance[])[];

/** Times and heart rate of frames ordered as [slice][frame]. */
export function timingOf(frames: Frames, frameOrderedBy: FrameOrder): CineTiming {
  const byFrame = frames[0]!.map((_, t) => frames.flatMap((slice) => slice[t]?.triggerTimeMs ?? []));
  const isTimed = frameOrderedBy === "trigger-time";
  return Object.freeze({
    frameTimesMs: isTimed ? Object.freeze(byFrame.map(median)) : undefined,
    triggerSpreadMs: isTimed ? Math.max(...byFrame.map((times) => Math.max(...times) - Math.min(...times))) : undefined,
    heartRatePerMin: heartRateOf(frames.flat()),
  });
}

/** Zero, which some scanners write when nothing was measured, counts as not stated. */
function heartRateOf(instances: readonly DicomInstance[]): number | undefined {
  const intervals = instances.flatMap(({ nominalIntervalMs }) => nominalIntervalMs || []);
  if (intervals.length > 0) return 60_000 / median(intervals);
  const rates = instances.flatMap(({ heartRatePerMin }) => heartRatePerMin || []);
  return rates.length > 0 ? median(rates) : undefined;
}

/**
 * What the headers contradict or leave open about a cine that is whole.
 * @param imagesElsewhere Of the same series, outside the stack.
 */
export function findWarnings(
  frames: Frames,
  spacingMm: number,
  timing: CineTiming,
  imagesElsewhere = 0,
): readonly CineWarning[] {
  const instances = frames.flat();
  return Object.freeze([
    ...(frames.length === 1 ? [] : spacingWarnings(instances, spacingMm)),
    ...timingWarnings(frames[0]!.length, timing),
    ...(timing.frameTimesMs === undefined ? [] : cycleWarnings(frames)),
    ...frameCountWarnings(instances, frames[0]!.length),
    ...imageCountWarnings(instances, imagesElsewhere),
    ...frameOfReferenceWarnings(instances),
    ...patientWarnings(instances),
    ...characterSetWarnings(instances),
  ]);
}

/** Headers round to a tenth of a millimetre, so less than this is no contradiction. */
const HEADER_SPACING_TOLERANCE_MM = 0.1;

function spacingWarnings(instances: readonly DicomInstance[], spacingMm: number): readonly CineWarning[] {
  const measured = `the positions of the slices say ${spacingMm.toFixed(2)} mm, which is used`;
  const warnings: CineWarning[] = [];
  const disagreeing = instances.find(
    ({ spacingBetweenSlicesMm: stated }) =>
      stated !== undefined && Math.abs(Math.abs(stated) - spacingMm) > HEADER_SPACING_TOLERANCE_MM,
  );
  if (disagreeing !== undefined) {
    const stated = `SpacingBetweenSlices of ${nameOf(disagreeing)} is ${disagreeing.spacingBetweenSlicesMm} mm`;
    warnings.push({ kind: "slice-spacing-disagrees", message: `${stated}; ${measured}` });
  }
  const thick = instances.find(
    ({ sliceThicknessMm }) => (sliceThicknessMm ?? 0) > spacingMm + HEADER_SPACING_TOLERANCE_MM,
  );
  if (thick !== undefined) {
    const stated = `SliceThickness of ${nameOf(thick)} is ${thick.sliceThicknessMm} mm, so slices overlap`;
    warnings.push({ kind: "slices-overlap", message: `${stated}; ${measured} as the height of a slice` });
  }
  return warnings;
}

/** Slices of one frame index that lie more than one frame apart show different phases of the heart. */
function timingWarnings(frameCount: number, { frameTimesMs, triggerSpreadMs }: CineTiming): readonly CineWarning[] {
  if (frameTimesMs === undefined || triggerSpreadMs === undefined || frameCount < 2) return [];
  const frameMs = (frameTimesMs.at(-1)! - frameTimesMs[0]!) / (frameCount - 1);
  if (triggerSpreadMs <= frameMs) return [];
  const spread = `trigger times of one frame differ by up to ${triggerSpreadMs.toFixed(0)} ms between slices`;
  const message = `${spread}, more than the ${frameMs.toFixed(0)} ms between frames: the heart rate changed during the series`;
  return [{ kind: "trigger-times-spread", message: `${message}; frame times are medians over the slices` }];
}

function frameCountWarnings(instances: readonly DicomInstance[], frameCount: number): readonly CineWarning[] {
  const other = instances.find(({ cardiacNumberOfImages: n }) => n !== undefined && n > 0 && n !== frameCount);
  if (other === undefined) return [];
  const stated = `CardiacNumberOfImages of ${nameOf(other)} is ${other.cardiacNumberOfImages}`;
  return [{ kind: "frame-count-disagrees", message: `${stated}; every slice has ${frameCount} frames` }];
}

/** A series of several directions announces the images of all of them. */
function imageCountWarnings(instances: readonly DicomInstance[], imagesElsewhere: number): readonly CineWarning[] {
  const found = instances.length + imagesElsewhere;
  const announced = instances.find(({ imagesInAcquisition: n }) => n !== undefined && n > found);
  if (announced === undefined) return [];
  const stated = `ImagesInAcquisition of ${nameOf(announced)} is ${announced.imagesInAcquisition}`;
  const message = `${stated}, ${found} are here: slices at an end of the stack may be missing`;
  return [{ kind: "fewer-images-than-announced", message }];
}

/**
 * Images of one series share their frame of reference (PS3.3 C.7.4.1). De-identified studies, those of the Sunnybrook
 * collection among them, carry another one in every file although their positions fit exactly: told, not refused.
 */
function frameOfReferenceWarnings(instances: readonly DicomInstance[]): readonly CineWarning[] {
  const count = new Set(instances.map(({ frameOfReferenceUid }) => frameOfReferenceUid)).size;
  if (count === 1) return [];
  const message = `the images name ${count} frames of reference; their positions are taken to share one, as those of one series must`;
  return [{ kind: "frames-of-reference-differ", message }];
}

function patientWarnings(instances: readonly DicomInstance[]): readonly CineWarning[] {
  const facts = JSON.stringify(instances[0]!.patient);
  const other = instances.find(({ patient }) => JSON.stringify(patient) !== facts);
  if (other === undefined) return [];
  const message = `${nameOf(other)} states another sex, size, weight or age than ${nameOf(instances[0]!)}, which is used`;
  return [{ kind: "patient-facts-differ", message }];
}

function characterSetWarnings(instances: readonly DicomInstance[]): readonly CineWarning[] {
  const one = instances.find(({ unknownCharacterSet }) => unknownCharacterSet !== undefined);
  if (one === undefined) return [];
  const named = /^[A-Z0-9 _]{1,16}$/.test(one.unknownCharacterSet!) ? `, ${one.unknownCharacterSet},` : "";
  const message = `the SpecificCharacterSet of ${nameOf(one)}${named} is unknown; its descriptions are read as ISO 8859-1`;
  return [{ kind: "unknown-character-set", message }];
}
