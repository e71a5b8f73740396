/** Patients that are never trained on. */
import { createHash } from "node:crypto";
import { randomStream } from "@cmrkit/tensor";
import type { MaeStudy } from "./studies.ts";

export interface StudySplit {
  readonly training: readonly MaeStudy[];
  readonly validation: readonly MaeStudy[];
  /** SHA-256 of the patients of both sides: two runs with equal hashes saw the same. */
  readonly sha256: string;
}

/**
 * Holds out a share of the patients, at least one of two where the share is not 0. Each patient draws a lot of its own
 * from the seed and the lowest are held out, so patients that join a catalogue move few others.
 */
export function splitStudies(studies: readonly MaeStudy[], validationShare: number, seed: number): StudySplit {
  const random = randomStream(seed).fork("split");
  const patients = [...new Set(studies.map(({ patient }) => patient))];
  const drawn = patients.map((patient) => ({ patient, lot: random.fork(patient).uniform() }));
  const count =
    validationShare === 0 || patients.length < 2 ? 0 : Math.max(1, Math.round(patients.length * validationShare));
  const ranked = drawn.toSorted((a, b) => a.lot - b.lot).map(({ patient }) => patient);
  const heldOut = new Set(ranked.slice(0, Math.min(count, patients.length - 1)));
  const sides = { training: patients.filter((patient) => !heldOut.has(patient)), validation: [...heldOut].sort() };
  return {
    training: studies.filter(({ patient }) => !heldOut.has(patient)),
    validation: studies.filter(({ patient }) => heldOut.has(patient)),
    sha256: createHash("sha256").update(JSON.stringify(sides)).digest("hex"),
  };
}
