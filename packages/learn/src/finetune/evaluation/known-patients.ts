/** How many of those who are looked at the model met before: a score on them is none on strangers. */
import type { DataCase } from "../../datasets/data-set.ts";
import type { PatientSplit } from "../../datasets/patient-split.ts";
import { casesOfPatients } from "../../datasets/patients.ts";

/** Patients on the training or validation side of the model's split. */
export function knownPatients(cases: readonly DataCase[], { training, validation }: PatientSplit): number {
  return countPatients(casesOfPatients(cases, [...training, ...validation]));
}

export function countPatients(cases: readonly DataCase[]): number {
  return new Set(cases.map(({ patient }) => patient)).size;
}

/**
 * One line; nothing where all are strangers, or a side was asked for, which says it.
 * @param patients Who was asked for. @param all How many are looked at.
 */
export function knownNote(patients: string, known: number, all: number): string | undefined {
  if (patients !== "all" || known === 0) return undefined;
  return `${known} of ${all} patients are on the training or validation side of the model's split: no estimate for new patients`;
}
