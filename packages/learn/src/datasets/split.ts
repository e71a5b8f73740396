/** Splitting patients, not images, with every group in its share on each side. */
import { createHash } from "node:crypto";
import { permutation, randomStream } from "@cmrkit/tensor";

export interface Split {
  readonly training: readonly string[];
  readonly validation: readonly string[];
  /** SHA-256 of both lists: two runs with equal hashes saw the same patients. */
  readonly sha256: string;
}

interface Heart {
  readonly id: string;
  /** Cases of one patient never part. */
  readonly patient: string;
  readonly group: string;
}

/**
 * Draws `validationCount` patients, as evenly over the groups as whole numbers allow, and holds out all their cases; the rest
 * trains. Lists are sorted. Equal cases, count and seed give equal splits, whatever the order of the cases.
 */
export function splitPatients(cases: readonly Heart[], validationCount: number, seed: number): Split {
  const sorted = cases.toSorted((a, b) => a.id.localeCompare(b.id));
  const random = randomStream(seed).fork("split");
  const shuffled = firstOfEachPatient(permutation(sorted.length, random).map((i) => sorted[i]!));
  const ranked = shuffled
    .map((heart, i) => ({ heart, rank: shuffled.slice(0, i).filter(({ group }) => group === heart.group).length }))
    .sort((a, b) => a.rank - b.rank);
  const drawn = new Set(ranked.slice(0, validationCount).map(({ heart }) => heart.patient));
  return splitCases(cases, drawn);
}

function firstOfEachPatient(cases: readonly Heart[]): readonly Heart[] {
  return cases.filter(({ patient }, i) => cases.findIndex((other) => other.patient === patient) === i);
}

/** All cases of the patients who are held out, and the rest. */
export function splitCases(cases: readonly Pick<Heart, "id" | "patient">[], heldOut: ReadonlySet<string>): Split {
  const { held = [], learnt = [] } = Object.groupBy(cases, ({ patient }) => (heldOut.has(patient) ? "held" : "learnt"));
  return splitInto(
    learnt.map(({ id }) => id),
    held.map(({ id }) => id),
  );
}

/**
 * The cases that a split holds out, without those of a patient who is learnt from under another name: a split that was drawn
 * before two cases were known to be one patient's parts them.
 */
export function unseenCases<T extends Pick<Heart, "id" | "patient">>(
  cases: readonly T[],
  { training, validation }: Pick<Split, "training" | "validation">,
): T[] {
  const learnt = new Set(cases.filter(({ id }) => training.includes(id)).map(({ patient }) => patient));
  return cases.filter(({ id, patient }) => validation.includes(id) && !learnt.has(patient));
}

/** Two lists of cases as a split: sorted, with their hash. */
export function splitInto(trained: readonly string[], validated: readonly string[]): Split {
  const [training, validation] = [trained.toSorted(), validated.toSorted()];
  const sha256 = createHash("sha256").update(JSON.stringify({ training, validation })).digest("hex");
  return { training, validation, sha256 };
}
