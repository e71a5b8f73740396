/** Splitting patients, not images, with every group in its share on each side. */
import { createHash } from "node:crypto";
import { permutation, randomStream } from "@cmrkit/tensor";

export interface Split {
  readonly training: readonly string[];
  readonly validation: readonly string[];
  /** SHA-256 of both lists: two runs with equal hashes saw the same patients. */
  readonly sha256: string;
}

/**
 * Draws `validationCount` patients, as evenly over the groups as whole numbers allow; the rest trains. Lists are sorted.
 * Equal patients, count and seed give equal splits, whatever the order of the patients.
 */
export function splitPatients(
  patients: readonly { readonly id: string; readonly group: string }[],
  validationCount: number,
  seed: number,
): Split {
  const sorted = patients.toSorted((a, b) => a.id.localeCompare(b.id));
  const random = randomStream(seed).fork("split");
  const shuffled = permutation(sorted.length, random).map((i) => sorted[i]!);
  const ranked = shuffled
    .map((patient, i) => ({
      patient,
      rank: shuffled.slice(0, i).filter(({ group }) => group === patient.group).length,
    }))
    .sort((a, b) => a.rank - b.rank);
  const validation = ranked.slice(0, validationCount).map(({ patient }) => patient.id);
  return splitInto(
    sorted.map(({ id }) => id).filter((id) => !validation.includes(id)),
    validation,
  );
}

/** Two lists of patients as a split: sorted, with their hash. */
export function splitInto(trained: readonly string[], validated: readonly string[]): Split {
  const [training, validation] = [trained.toSorted(), validated.toSorted()];
  const sha256 = createHash("sha256").update(JSON.stringify({ training, validation })).digest("hex");
  return { training, validation, sha256 };
}
