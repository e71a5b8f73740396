/**
 * Reference ranges of healthy adults by sex. Each holds for one convention only: all of these count papillary muscles
 * to the cavity, and have no counterpart here for the other convention.
 *
 * Sources: Zhan et al. 2024, Circ Cardiovasc Imaging 17:e016090, doi:10.1161/CIRCIMAGING.123.016090 (254 studies of
 * 12,812 adults reviewed, 52 pooled); Kawel-Boehm et al. 2025, JCMR 27:101853, doi:10.1016/j.jocmr.2025.101853.
 */
import type { PapillaryConvention } from "./conventions.ts";

export type Sex = "male" | "female";

/** The measures that have a range, named as in `measurements.json`, after their ventricle. */
export type RangedMeasure =
  | "leftVentricle.ejectionFractionPercent"
  | "leftVentricle.endDiastolicVolumeMlPerM2"
  | "leftVentricle.endDiastolicMassGPerM2"
  | "rightVentricle.ejectionFractionPercent"
  | "rightVentricle.endDiastolicVolumeMlPerM2"
  | "rightVentricle.endSystolicVolumeMlPerM2";

/** Limits of normal; null where the source gives none on that side. */
export interface ReferenceRange {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unit: "%" | "ml/m²" | "g/m²";
  readonly source: string;
  readonly papillaryMuscles: PapillaryConvention;
}

const zhan2024 = { source: "Zhan 2024, doi:10.1161/CIRCIMAGING.123.016090", papillaryMuscles: "cavity" } as const;
const scmr2025 = { source: "SCMR 2025, doi:10.1016/j.jocmr.2025.101853", papillaryMuscles: "cavity" } as const;

export const referenceRanges: Readonly<Record<RangedMeasure, Readonly<Record<Sex, ReferenceRange>>>> = Object.freeze({
  "leftVentricle.ejectionFractionPercent": {
    male: { lower: 52, upper: 73, unit: "%", ...zhan2024 },
    female: { lower: 54, upper: 75, unit: "%", ...zhan2024 },
  },
  "leftVentricle.endDiastolicVolumeMlPerM2": {
    male: { lower: 60, upper: 109, unit: "ml/m²", ...zhan2024 },
    female: { lower: 56, upper: 96, unit: "ml/m²", ...zhan2024 },
  },
  "leftVentricle.endDiastolicMassGPerM2": {
    male: { lower: 41, upper: 76, unit: "g/m²", ...zhan2024 },
    female: { lower: 33, upper: 57, unit: "g/m²", ...zhan2024 },
  },
  "rightVentricle.ejectionFractionPercent": {
    male: { lower: 44, upper: null, unit: "%", ...scmr2025 },
    female: { lower: 47, upper: null, unit: "%", ...scmr2025 },
  },
  "rightVentricle.endDiastolicVolumeMlPerM2": {
    male: { lower: 47, upper: 116, unit: "ml/m²", ...scmr2025 },
    female: { lower: 44, upper: 99, unit: "ml/m²", ...scmr2025 },
  },
  "rightVentricle.endSystolicVolumeMlPerM2": {
    male: { lower: 16, upper: 52, unit: "ml/m²", ...scmr2025 },
    female: { lower: 13, upper: 43, unit: "ml/m²", ...scmr2025 },
  },
});

export type RangePosition = "below" | "within" | "above";

/** The range for a measure taken under a convention, or null when this table has none for that convention. */
export function referenceRange(
  measure: RangedMeasure,
  sex: Sex,
  papillaryMuscles: PapillaryConvention,
): ReferenceRange | null {
  const range = referenceRanges[measure][sex];
  return range.papillaryMuscles === papillaryMuscles ? range : null;
}

/** Where a value lies in its range; the limits themselves are within. The value is compared as it is, not rounded. */
export function rangePosition(value: number, range: ReferenceRange): RangePosition {
  if (range.lower !== null && value < range.lower) return "below";
  return range.upper !== null && value > range.upper ? "above" : "within";
}
