/**
 * How empty the ventricles are over one beat: ejection, early filling, rest, atrial kick.
 *
 * The shape follows the Wiggers diagram (early filling brings most of the stroke volume back, diastasis is flat);
 * the formula is our own, chosen for having exactly one fullest and one emptiest instant.
 */
import type { BeatParameters } from "./parameters.ts";

/** Share of diastole that the early filling wave and the atrial kick last. */
const EARLY_FILLING = 0.45;
const ATRIAL_KICK = 0.25;

/**
 * The share of the stroke volume that has left the ventricle, in [0, 1].
 * @param phase of the cycle, in [0, 1): 0 is end-diastole, `beat.systolicFraction` end-systole.
 * @returns 0 only at end-diastole and 1 only at end-systole.
 */
export function ejectedFraction(beat: BeatParameters, phase: number): number {
  const { systolicFraction, earlyFillingFraction } = beat;
  if (phase <= systolicFraction) return smoothStep(phase / systolicFraction);
  const diastole = (phase - systolicFraction) / (1 - systolicFraction);
  const early = earlyFillingFraction * smoothStep(diastole / EARLY_FILLING);
  const kick = (1 - earlyFillingFraction) * smoothStep((diastole - 1 + ATRIAL_KICK) / ATRIAL_KICK);
  return 1 - early - kick;
}

/**
 * The beat with end-systole moved to the nearest frame, so that a cine of `frameCount` frames shows the smallest
 * volume, not its neighbour; the shift is at most half a frame.
 */
export function snapToFrames(beat: BeatParameters, frameCount: number): BeatParameters {
  const systolicFraction = endSystoleIndex(beat, frameCount) / frameCount;
  return systolicFraction === 0 ? beat : { ...beat, systolicFraction };
}

/** The frame nearest to end-systole; 0 when there is only one frame. */
export function endSystoleIndex(beat: BeatParameters, frameCount: number): number {
  return Math.min(frameCount - 1, Math.max(1, Math.round(beat.systolicFraction * frameCount)));
}

/** 0 below 0, 1 above 1, and between them a cubic without slope at either end. */
export function smoothStep(x: number): number {
  const t = Math.min(1, Math.max(0, x));
  return t * t * (3 - 2 * t);
}
