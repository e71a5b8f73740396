/** Numbers of patients among the options. */
import { LearnError, type PatientCount, parsePatientCount } from "@cmrkit/learn";
import { InvalidArgumentError } from "commander";

/** Reads `8`, `5%` or `all`. @throws {InvalidArgumentError} for anything else. */
export function patientCount(text: string): PatientCount {
  try {
    return parsePatientCount(text);
  } catch (error) {
    if (error instanceof LearnError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}
