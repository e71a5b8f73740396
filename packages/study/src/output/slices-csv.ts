/** `slices.csv`: one row a slice, phase and ventricle, comma separated, a point in decimals (RFC 4180). */
import { type CountedSlice, isMeasured } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";
import { csvText } from "./csv.ts";

const COLUMNS = [
  ...(["ventricle", "phase", "frameIndex", "sliceIndex", "verdict", "share", "by", "reason"] as const),
  ...(["wallRuleVerdict", "walledShare", "landmarksVerdict", "landmarksShare"] as const),
] as const;

const ventricles = ["leftVentricle", "rightVentricle"] as const;
const phases = ["endDiastole", "endSystole"] as const;

/** Every slice of the stack; a phase that was not found has no rows, and what nobody said is an empty cell. */
export function slicesCsv({ slices }: Pick<StudyMeasurements, "slices">): string {
  const rows = ventricles.flatMap((ventricle) =>
    phases.flatMap((phase) => {
      const found = slices[ventricle][phase];
      if (!("slices" in found)) return [];
      return found.slices.map((slice) => [ventricle, phase, found.frameIndex, ...cellsOf(slice)]);
    }),
  );
  return csvText([COLUMNS, ...rows]);
}

function cellsOf({ sliceIndex, verdict, share, by, reason, wallRule, landmarks }: CountedSlice): (string | number)[] {
  const walled = wallRule?.walledShare;
  return [
    ...[sliceIndex, verdict, share, by, reason],
    ...[wallRule?.verdict ?? "", walled !== undefined && isMeasured(walled) ? walled : ""],
    ...[landmarks?.verdict ?? "", landmarks?.share ?? ""],
  ];
}
