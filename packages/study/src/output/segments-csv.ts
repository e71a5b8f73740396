/** `segments.csv`: one row a segment of the left ventricle, comma separated, a point in decimals (RFC 4180). */
import { isMeasured, type Measured, type SegmentWall } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import { csvText } from "./csv.ts";

const COLUMNS = [
  "segmentNumber",
  "name",
  "endDiastolicThicknessMm",
  "endSystolicThicknessMm",
  "thickeningPercent",
  "circumferentialStrainPercent",
] as const satisfies readonly (keyof SegmentWall)[];

/** The 16 segments by number. What is not measurable (the reason is in `measurements.json`) is an empty cell. */
export function segmentsCsv({ wall }: Pick<StudyMeasurements, "wall">): string {
  const rows = wall.segments.map((segment) => COLUMNS.map((column) => cell(segment[column])));
  return csvText([COLUMNS, ...rows]);
}

function cell(value: Measured | string): number | string {
  if (typeof value === "string") return value;
  return isMeasured(value) ? value : "";
}
