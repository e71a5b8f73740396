/** Who was imaged, as far as measures depend on it: sex, age, body size, heart rate. Never who the person is. */
import { type BodySize, bodySurfaceAreaM2, CardiacError, isHeartRate, type Sex } from "@cmrkit/cardiac";
import type { PatientFacts } from "@cmrkit/imaging";
import type { StudyWarning } from "./warning.ts";

export interface Subject {
  readonly sex?: Sex;
  readonly ageYears?: number;
  readonly bodySize?: BodySize;
  /** Beats a minute. */
  readonly heartRatePerMin?: number;
}

/** The subject by a DICOM header; values that are no person's are left out, with a warning. */
export function subjectOfHeader(
  { sex, sizeM, weightKg, ageYears }: PatientFacts,
  heartRatePerMin: number | undefined,
): { readonly subject: Subject; readonly warnings: readonly StudyWarning[] } {
  const bodySize = sizeM !== undefined && weightKg !== undefined ? { heightCm: 100 * sizeM, weightKg } : undefined;
  const whyNoSize = bodySize === undefined ? undefined : whyUnusable(bodySize);
  const hasRate = heartRatePerMin !== undefined && isHeartRate(heartRatePerMin);
  const warnings = [
    ...(whyNoSize === undefined ? [] : [unusable(`${whyNoSize}; nothing is indexed`)]),
    ...(heartRatePerMin === undefined || hasRate ? [] : [unusable(`heart rate ${heartRatePerMin} a minute`)]),
  ];
  const subject = {
    ...(sex === "male" || sex === "female" ? { sex } : {}),
    ...(ageYears !== undefined && { ageYears }),
    ...(bodySize !== undefined && whyNoSize === undefined ? { bodySize } : {}),
    ...(hasRate ? { heartRatePerMin } : {}),
  };
  return { subject: Object.freeze(subject), warnings };
}

function whyUnusable(bodySize: BodySize): string | undefined {
  try {
    bodySurfaceAreaM2(bodySize);
    return undefined;
  } catch (error) {
    if (error instanceof CardiacError) return error.message;
    throw error;
  }
}

function unusable(what: string): StudyWarning {
  return { kind: "header-value-unusable", message: `not used, from the header of the images: ${what}` };
}
