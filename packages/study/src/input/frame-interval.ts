/**
 * Whether the frames of a cine span a heart beat. Converters that know no times leave NIfTI's interval at 1 s, and headers
 * of DICOM can hold times in another unit; both would make rates of volume that look measured.
 */
import { HEART_RATE_PER_MIN, isHeartRate, type NotMeasurable, notMeasurable } from "@cmrkit/cardiac";
import type { Volume } from "@cmrkit/imaging";
import type { StudyWarning } from "../warning.ts";

interface TimedVolume {
  readonly volume: Volume;
  readonly frameTimesUnknown?: NotMeasurable;
  readonly warnings: readonly StudyWarning[];
}

/**
 * The volume as it is where it has no times, or where its frames times their mean interval are one beat of 20 to 300 a minute,
 * by which heart rates of headers are judged too; else the volume without times, and why. Images of systole alone, as of a
 * series that is triggered and cut short, last longer than the 200 ms of the fastest beat.
 * @param volume With ascending times, as headers state them.
 * @param what The header's statement that is judged, such as "the frame interval in the header".
 */
export function plausibleTimes(volume: Volume, what: string): TimedVolume {
  const { frameTimesMs, ...untimed } = volume;
  if (frameTimesMs === undefined || frameTimesMs.length < 2) return { volume, warnings: [] };
  const intervalMs = (frameTimesMs.at(-1)! - frameTimesMs[0]!) / (frameTimesMs.length - 1);
  if (isHeartRate(60_000 / (intervalMs * volume.frameCount))) return { volume, warnings: [] };
  const interval = `${what} (${inWords(intervalMs)} × ${volume.frameCount} frames)`;
  const [low, high] = HEART_RATE_PER_MIN;
  const message = `${interval} is no heart beat of ${low}–${high} a minute, so frame times are not used and rates not measurable; volumes do not depend on them`;
  return {
    volume: Object.freeze(untimed),
    frameTimesUnknown: notMeasurable(`${interval} is no heart beat`),
    warnings: [{ kind: "frame-interval-implausible", message }],
  };
}

/** To the digits that a header keeps at single precision. */
function inWords(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(4))} ms` : `${Number((ms / 1000).toPrecision(4))} s`;
}
