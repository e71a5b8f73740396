/** What patients are called in the copies: a keyed hash, one given name, or the names of a table. */
import { pseudonymOf, type Secret } from "@cmrkit/imaging";
import { readCells } from "@cmrkit/learn";
import { Misuse } from "../failure.ts";

/** Undefined for a patient who must not be copied. */
export type Pseudonyms = (patient: string) => string | undefined;

export interface PseudonymFlags {
  readonly patientId?: string;
  readonly patients?: string;
}

/** Names of folders too, so nothing that a path could mean. */
const USABLE = /^(?!\.)[A-Za-z0-9._-]{1,64}$/;

/** @throws {Misuse} when a name cannot be used or the table is not of the kind that is asked for. */
export function pseudonymsOf({ patientId, patients }: PseudonymFlags, secret: Secret): Pseudonyms {
  if (patientId !== undefined && patients !== undefined)
    throw new Misuse("--patient-id and --patients exclude each other");
  if (patientId !== undefined) return oneName(usable(patientId, "--patient-id"));
  return patients === undefined ? (patient) => pseudonymOf(secret, patient) : tableOfNames(patients);
}

/** One name is for one patient: a second one would become the same person, and which of them is meant nobody said. */
function oneName(name: string): Pseudonyms {
  let first: string | undefined;
  return (patient) => {
    first ??= patient;
    if (patient === first) return name;
    throw new Misuse(
      "--patient-id names one patient, and the folder holds several; name them in a table by --patients",
    );
  };
}

/** Messages name lines, not patients. */
function tableOfNames(path: string): Pseudonyms {
  const [heading = [], ...rows] = readCells(path);
  const [from, to] = [heading.indexOf("patient_id"), heading.indexOf("pseudonym")];
  if (from < 0 || to < 0) throw new Misuse(`${path} needs the columns patient_id and pseudonym`);
  const names = new Map<string, string>();
  for (const [n, row] of rows.entries()) {
    const where = `row ${n + 1} of ${path}`;
    if (names.has(row[from]!)) throw new Misuse(`${where} names a patient a second time`);
    names.set(row[from]!, usable(row[to]!, where));
  }
  return (patient) => names.get(patient);
}

function usable(name: string, where: string): string {
  if (USABLE.test(name)) return name;
  throw new Misuse(`${where}: a pseudonym has 1 to 64 letters, digits, dots, hyphens and underscores, no dot first`);
}
