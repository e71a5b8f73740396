/** `volumes.csv`: one row a frame, comma separated, a point in decimals (RFC 4180). */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import { csvText } from "./csv.ts";

const COLUMNS = [
  "frameIndex",
  "triggerTimeMs",
  "leftVentricleVolumeMl",
  "rightVentricleVolumeMl",
  "leftVentriclePhase",
  "rightVentriclePhase",
] as const;

/**
 * Volumes over the cardiac cycle; frames count from 0. A time that is not known, or a volume that is not measurable
 * (the reason is in `measurements.json`), is an empty cell; a phase is ED, ES or empty.
 */
export function volumesCsv(
  { phases }: Pick<StudyMeasurements, "phases">,
  frameTimesMs: readonly number[] | undefined,
): string {
  const rows = phases.leftVentricleVolumeMl.map((left, frame) => [
    frame,
    frameTimesMs?.[frame] ?? "",
    cell(left),
    cell(phases.rightVentricleVolumeMl[frame]),
    phaseOf(frame, phases.endDiastoleIndex, phases.endSystoleIndex),
    phaseOf(frame, phases.rightVentricleEndDiastoleIndex, phases.rightVentricleEndSystoleIndex),
  ]);
  return csvText([COLUMNS, ...rows]);
}

function cell(measure: Measured | undefined): number | "" {
  return measure !== undefined && isMeasured(measure) ? measure : "";
}

function phaseOf(frame: number, endDiastole: Measured, endSystole: Measured): "ED" | "ES" | "" {
  if (frame === endDiastole) return "ED";
  return frame === endSystole ? "ES" : "";
}
