/**
 * Whether the phases of a cine lie in the cardiac cycle that its headers state, at even distances. Contradictions are named,
 * never repaired: which of two statements is wrong cannot be told from them.
 *
 * Source: DICOM PS3.3 C.8.3.1 and C.7.6.18 (Trigger Time after the R wave; Nominal Interval and Heart Rate, both means).
 */
import type { CineWarning } from "./cine-warning.ts";
import { nameOf } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import { median } from "./median.ts";

/** @param frames [slice][frame], ordered by trigger time. */
export function cycleWarnings(frames: readonly (readonly DicomInstance[])[]): readonly CineWarning[] {
  return [rateWarning, lengthWarning, evennessWarning].flatMap((warningOf) => {
    for (const slice of frames) {
      const warning = warningOf(slice);
      if (warning !== undefined) return [warning]; // the first slice stands for all
    }
    return [];
  });
}

/** A rate in whole beats and an interval in whole ms round by 1 %; means over other beats differ by a few. */
const RATE_TOLERANCE = 0.1;

function rateWarning([first]: readonly DicomInstance[]): CineWarning | undefined {
  const { nominalIntervalMs, heartRatePerMin } = first!;
  if (!nominalIntervalMs || !heartRatePerMin) return undefined;
  const ofRateMs = 60_000 / heartRatePerMin;
  if (Math.abs(nominalIntervalMs - ofRateMs) <= RATE_TOLERANCE * nominalIntervalMs) return undefined;
  const stated = `${nameOf(first!)} states an R–R interval of ${nominalIntervalMs.toFixed(0)} ms`;
  const message = `${stated} and a heart rate of ${heartRatePerMin}/min, which is ${ofRateMs.toFixed(0)} ms`;
  return { kind: "heart-rates-disagree", message: `${message}; the interval is used` };
}

/** The last phase may lie half a frame beyond a mean interval that is rounded. */
const FRAMES_BEYOND = 0.5;

function lengthWarning(slice: readonly DicomInstance[]): CineWarning | undefined {
  const times = timesOf(slice);
  const intervalMs = intervalOf(slice);
  if (times.length < 2 || intervalMs === undefined) return undefined;
  const limitMs = intervalMs + FRAMES_BEYOND * median(gapsOf(times));
  const outside = times.findIndex((time) => time < 0 || time > limitMs);
  if (outside === -1) return undefined;
  const where = `${nameOf(slice[outside]!)} lies ${times[outside]!.toFixed(0)} ms after the R wave`;
  const message = `${where}, outside the R–R interval of ${intervalMs.toFixed(0)} ms that its headers state`;
  return { kind: "times-outside-cycle", message: `${message}; times or heart rate may be wrong` };
}

/** Phases of one beat are equally long; trigger times that are rounded, or measured, deviate by a few ms. */
const GAP_TOLERANCE = 0.5;

function evennessWarning(slice: readonly DicomInstance[]): CineWarning | undefined {
  const gaps = gapsOf(timesOf(slice));
  if (gaps.length < 2) return undefined;
  const usualMs = median(gaps);
  const odd = gaps.findIndex((gap) => Math.abs(gap - usualMs) > GAP_TOLERANCE * usualMs);
  if (odd === -1) return undefined;
  const where = `${nameOf(slice[odd + 1]!)} follows ${gaps[odd]!.toFixed(0)} ms after the phase before it`;
  const message = `${where}, where phases are ${usualMs.toFixed(0)} ms apart as a rule`;
  return {
    kind: "times-uneven",
    message: `${message}: a phase may be missing from every slice, or times may be wrong`,
  };
}

function timesOf(slice: readonly DicomInstance[]): readonly number[] {
  return slice.flatMap(({ triggerTimeMs }) => triggerTimeMs ?? []);
}

/** Zero counts as not stated. */
function intervalOf(slice: readonly DicomInstance[]): number | undefined {
  const intervals = slice.flatMap(({ nominalIntervalMs }) => nominalIntervalMs || []);
  if (intervals.length > 0) return median(intervals);
  const rates = slice.flatMap(({ heartRatePerMin }) => heartRatePerMin || []);
  return rates.length > 0 ? 60_000 / median(rates) : undefined;
}

function gapsOf(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}
