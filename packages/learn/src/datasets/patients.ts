/** The patients of a list of cases, which is what splits are made of: two cases of one patient never part. */

import { permutation, type RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import type { DataCase } from "./data-set.ts";

export interface Patient {
  readonly id: string;
  /** What its share is kept of on every side: the diagnosis where the set has one, and the kinds of images. */
  readonly stratum: string;
}

/** The stratum of who states none. */
const UNSTATED = "not stated";

/**
 * The patients by name, each once. Cases of one patient that state different groups make a stratum of both.
 * @throws {LearnError} `bad-split` when there is no case.
 */
export function patientsOf(cases: readonly DataCase[]): Patient[] {
  if (cases.length === 0) throw new LearnError("bad-split", "there is no case to split; give a data set with cases");
  const byPatient = [...Map.groupBy(cases, ({ patient }) => patient)];
  return byPatient.map(([id, own]) => ({ id, stratum: stratumOf(own) })).sort(byId);
}

/** The cases of some patients, in the order of the list. */
export function casesOfPatients(cases: readonly DataCase[], patients: readonly string[]): DataCase[] {
  const wanted = new Set(patients);
  return cases.filter(({ patient }) => wanted.has(patient));
}

/**
 * All patients in a random order every beginning of which has the strata in their shares, as nearly as whole numbers allow:
 * the n-th of a stratum of N stands at (n − ½) / N of the way, and chance decides between equals. So the first few are a
 * stratified draw, and a longer draw contains the shorter ones.
 */
export function stratifiedOrder(patients: readonly Patient[], random: RandomStream): Patient[] {
  const sorted = patients.toSorted(byId);
  const shuffled = permutation(sorted.length, random).map((i) => sorted[i]!);
  const places = new Map(
    [...Map.groupBy(shuffled, ({ stratum }) => stratum).values()].flatMap((stratum) =>
      stratum.map((patient, n) => [patient, (n + 0.5) / stratum.length] as const),
    ),
  );
  return shuffled.toSorted((a, b) => places.get(a)! - places.get(b)!);
}

function stratumOf(cases: readonly DataCase[]): string {
  const groups = cases.map(({ facts }) => facts.group ?? UNSTATED);
  const kinds = cases.flatMap(({ images }) => images.map(({ sequence, view }) => `${sequence} ${view}`));
  const classes = cases.flatMap(({ stratum }) => stratum ?? []);
  return [`${distinct(groups)} of ${distinct(kinds)}`, ...new Set(classes)].join(", ");
}

function distinct(names: readonly string[]): string {
  return [...new Set(names)].sort().join(" + ");
}

/** By code unit, so that the order is the same under every locale. */
function byId(a: Patient, b: Patient): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
