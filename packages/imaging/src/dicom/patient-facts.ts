/** What a header says of the patient that measurements need; never who the patient is. Source: DICOM PS3.3 C.7.2.2. */
import { type Dataset, invalidAttribute, numberOf, textOf } from "./dataset.ts";

export interface PatientFacts {
  readonly sex: "male" | "female" | "other" | undefined;
  /** Body height. */
  readonly sizeM: number | undefined;
  readonly weightKg: number | undefined;
  readonly ageYears: number | undefined;
}

const sexes: Readonly<Record<string, PatientFacts["sex"]>> = { M: "male", F: "female", O: "other" };

/** Reads sex, size, weight and age; 0 m and 0 kg, with which scanners fill what nobody entered, count as not stated. */
export function readPatientFacts(dataset: Dataset): PatientFacts {
  return Object.freeze({
    sex: sexes[textOf(dataset, "PatientSex") ?? ""],
    sizeM: numberOf(dataset, "PatientSize") || undefined,
    weightKg: numberOf(dataset, "PatientWeight") || undefined,
    ageYears: readAge(dataset),
  });
}

const yearsPerUnit: Readonly<Record<string, number>> = { Y: 1, M: 1 / 12, W: 7 / 365.25, D: 1 / 365.25 };

/** An age string is three digits and a unit of years, months, weeks or days. Source: DICOM PS3.5 §6.2. */
function readAge(dataset: Dataset): number | undefined {
  const text = textOf(dataset, "PatientAge");
  if (text === undefined) return undefined;
  const unit = yearsPerUnit[text.slice(-1)];
  if (!/^\d{1,3}[YMWD]$/.test(text) || unit === undefined) {
    throw invalidAttribute(dataset, "PatientAge", "needs three digits and one of Y M W D");
  }
  return Number(text.slice(0, -1)) * unit;
}
