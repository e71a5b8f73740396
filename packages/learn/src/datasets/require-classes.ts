/** Refuses, before anything trains, splits from which no class can be learnt or told. */
import { LearnError } from "../errors.ts";
import type { DataCase } from "./data-set.ts";
import type { PatientSplit } from "./patient-split.ts";
import { casesOfPatients } from "./patients.ts";

/** The classes of a case, or of its images; the diagnosis unless told otherwise. */
export type ClassesOf = (one: DataCase) => readonly string[];

/**
 * Checks that every case has a class, that each side of the split that is not empty has at least two, and that training
 * has every class of the other sides.
 * @throws {LearnError} `unlabelled` for a case without a class, `bad-split` naming side and class.
 */
export function requireClasses(
  cases: readonly DataCase[],
  split: PatientSplit,
  ofCase: ClassesOf = ({ facts }) => (facts.group === undefined ? [] : [facts.group]),
): void {
  const trained = classesOf(cases, split.training, ofCase);
  for (const side of ["training", "validation", "test"] as const) {
    const classes = classesOf(cases, split[side], ofCase);
    if (classes.size === 1) throw oneClass(side, split[side].length, [...classes].join());
    const unknown = [...classes].find((name) => !trained.has(name));
    if (unknown !== undefined) throw untrained(side, unknown);
  }
}

function classesOf(cases: readonly DataCase[], patients: readonly string[], ofCase: ClassesOf): Set<string> {
  return new Set(casesOfPatients(cases, patients).flatMap((one) => requireSome(ofCase(one), one)));
}

function requireSome(classes: readonly string[], { id }: DataCase): readonly string[] {
  if (classes.length > 0) return classes;
  const message = `case ${id} has no class; every case of a classification needs one`;
  throw new LearnError("unlabelled", `${message}: leave it out, or state its group`);
}

function oneClass(side: string, count: number, name: string): LearnError {
  const message = `all ${count} patients of ${side} are ${name}, so there is nothing to tell apart`;
  return new LearnError("bad-split", `${message}; take more patients, another seed or another share`);
}

function untrained(side: string, name: string): LearnError {
  const message = `${side} has patients with ${name}, of whom none is in training`;
  return new LearnError("bad-split", `${message}; take more patients, another seed or another share`);
}
