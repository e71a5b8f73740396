/** Splits that name their patients: written by hand, or saved by an earlier run. */
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { parseModelConfig } from "../models/model-config.ts";
import type { DataCase } from "./data-set.ts";
import { type PatientSplit, splitOf } from "./patient-split.ts";

/** Names of the patients of each side; none for the test unless told. */
export const patientLists = z.strictObject({
  training: z.array(z.string()).min(1),
  validation: z.array(z.string()).min(1),
  test: z.array(z.string()).default([]),
});

export type PatientLists = z.infer<typeof patientLists>;

const savedSplit = patientLists.extend({ sha256: z.string().optional() });

/**
 * Reads a split as runs save it in `split.json`, or lists without a hash.
 * @throws {LearnError} `bad-config` for anything else, `bad-split` when the hash is of other lists.
 */
export function parsePatientLists(json: unknown, source: string): PatientLists {
  const { sha256, ...lists } = parseModelConfig(savedSplit, json, "split of patients", source);
  if (sha256 === undefined || sha256 === splitOf(lists).sha256) return lists;
  throw new LearnError(
    "bad-split",
    `${source} was changed since it was saved: its lists have another hash; take the saved file, or remove its sha256`,
  );
}

/**
 * The split that the lists name. Patients of the data who are on no list take no part.
 * @throws {LearnError} `bad-split` for a patient who is named twice or is not in the data, naming the first and how many.
 */
export function listedSplit(cases: readonly DataCase[], lists: PatientLists): PatientSplit {
  const known = new Set(cases.map(({ patient }) => patient));
  const named = (["training", "validation", "test"] as const).flatMap((side) =>
    lists[side].map((patient) => ({ side, patient })),
  );
  refuse(
    named.filter(({ patient }) => !known.has(patient)),
    `not among the ${known.size} patients of the data`,
  );
  const sideOf = new Map(named.toReversed().map(({ side, patient }) => [patient, side] as const));
  const again = named.filter(({ patient }, i) => named.findIndex((other) => other.patient === patient) < i);
  refuse(again, `in ${sideOf.get(again[0]?.patient ?? "")} already`);
  return splitOf(lists);
}

function refuse(wrong: readonly { readonly side: string; readonly patient: string }[], why: string): void {
  const [first] = wrong;
  if (first === undefined) return;
  const others = wrong.length === 1 ? "" : `, nor can ${wrong.length - 1} more be used`;
  throw new LearnError(
    "bad-split",
    `patient ${first.patient} of ${first.side} is ${why}${others}; correct the lists of the split`,
  );
}
