/**
 * The owners' table of the 45 Sunnybrook patients, `scd_patientdata.csv`: PatientID (`SCD0000101`), OriginalID (`SC-HF-I-1`,
 * elsewhere written `SC-HF-I-01`), Gender, Age, Pathology. It is looked for in the data set's folder and beside it, in
 * `sunnybrook-scout/`.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CaseFacts } from "./data-set.ts";
import { readTable } from "./published-table.ts";
import { stated } from "./stated.ts";
import { numberIn, sexOf } from "./table-cells.ts";

export interface SunnybrookPatient {
  /** `SCD0000101`. */
  readonly id: string;
  /** `SC-HF-I-1`, numbers without leading zeros. */
  readonly originalId: string;
  readonly facts: CaseFacts;
}

const TABLE = "scd_patientdata.csv";

/** The patients of the table, or none where there is no table. @throws {LearnError} `bad-table`. */
export function readSunnybrookPatients(folder: string): readonly SunnybrookPatient[] {
  const places = [folder, join(dirname(resolve(folder)), "sunnybrook-scout")];
  const path = places.map((place) => join(place, TABLE)).find((candidate) => existsSync(candidate));
  if (path === undefined) return [];
  return readTable(path, ["PatientID", "OriginalID", "Gender", "Age", "Pathology"]).map((row) => {
    const { PatientID: id, OriginalID: originalId, Gender: gender, Pathology: pathology } = row.cells;
    const sex = sexOf(gender, row.where);
    const facts = stated({ group: pathology || undefined, sex, ageYears: numberIn(row, "Age") });
    return { id, originalId: withoutLeadingZeros(originalId), facts };
  });
}

/** A patient by either name, or undefined when the table does not have it. */
export function sunnybrookPatient(patients: readonly SunnybrookPatient[], name: string): SunnybrookPatient | undefined {
  const plain = withoutLeadingZeros(name);
  return patients.find(({ id, originalId }) => id === name || originalId === plain);
}

/** `SC-HF-I-01` → `SC-HF-I-1`. */
export function withoutLeadingZeros(originalId: string): string {
  return originalId.replace(/-0+(?=\d+$)/, "-");
}
