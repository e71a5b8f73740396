/** The measures that a cohort is tabulated and drawn by. */
import type { Measured } from "@cmrkit/cardiac";
import type { StudyMeasurements } from "../measurements.ts";

export interface CohortMeasure {
  /** As a column of a table. */
  readonly column: string;
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  /** Absent where the study's subject does not allow it, as an indexed value without a body size. */
  readonly of: (measurements: StudyMeasurements) => Measured | undefined;
}

const volume = (digits = 0) => ({ unit: "ml", digits });
const index = { unit: "ml/m²", digits: 0 };

export const cohortMeasures: readonly CohortMeasure[] = [
  {
    ...{ column: "lv_ef_percent", title: "LV ejection fraction", unit: "%", digits: 1 },
    of: (m) => m.leftVentricle.ejectionFractionPercent,
  },
  {
    column: "lv_edv_ml",
    title: "LV end-diastolic volume",
    ...volume(),
    of: (m) => m.leftVentricle.endDiastolicVolumeMl,
  },
  { column: "lv_esv_ml", title: "LV end-systolic volume", ...volume(), of: (m) => m.leftVentricle.endSystolicVolumeMl },
  { column: "lv_sv_ml", title: "LV stroke volume", ...volume(), of: (m) => m.leftVentricle.strokeVolumeMl },
  {
    ...{ column: "lv_mass_g", title: "LV mass", unit: "g", digits: 0 },
    of: (m) => m.leftVentricle.endDiastolicMassG,
  },
  {
    ...{ column: "rv_ef_percent", title: "RV ejection fraction", unit: "%", digits: 1 },
    of: (m) => m.rightVentricle.ejectionFractionPercent,
  },
  {
    column: "rv_edv_ml",
    title: "RV end-diastolic volume",
    ...volume(),
    of: (m) => m.rightVentricle.endDiastolicVolumeMl,
  },
  {
    column: "rv_esv_ml",
    title: "RV end-systolic volume",
    ...volume(),
    of: (m) => m.rightVentricle.endSystolicVolumeMl,
  },
  { column: "rv_sv_ml", title: "RV stroke volume", ...volume(), of: (m) => m.rightVentricle.strokeVolumeMl },
  {
    ...{ column: "lv_edv_ml_per_m2", title: "LV end-diastolic volume index", ...index },
    of: (m) => m.indexed?.leftVentricle.endDiastolicVolumeMlPerM2,
  },
  {
    ...{ column: "lv_mass_g_per_m2", title: "LV mass index", unit: "g/m²", digits: 0 },
    of: (m) => m.indexed?.leftVentricle.endDiastolicMassGPerM2,
  },
  {
    ...{ column: "rv_edv_ml_per_m2", title: "RV end-diastolic volume index", ...index },
    of: (m) => m.indexed?.rightVentricle.endDiastolicVolumeMlPerM2,
  },
];
