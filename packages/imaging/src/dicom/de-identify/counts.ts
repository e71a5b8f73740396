/** What was done to a file, in numbers of elements: enough to check it, and nothing of what stood there. */

const names = [
  /** Left as they were, sequences not counted. */
  "kept",
  "removed",
  "emptied",
  /** Given a dummy value, a pseudonym, or known words in place of a description. */
  "replaced",
  "uidsReplaced",
  "datesShifted",
  "privateRemoved",
  "privateKept",
  /** Emptied although the profile lets them stay: they repeat an identifier, or are no value of their representation. */
  "suspicious",
] as const;

export type CountName = (typeof names)[number];
export type Counts = Readonly<Record<CountName, number>>;

export function noCounts(): Record<CountName, number> {
  return {
    kept: 0,
    removed: 0,
    emptied: 0,
    replaced: 0,
    uidsReplaced: 0,
    datesShifted: 0,
    privateRemoved: 0,
    privateKept: 0,
    suspicious: 0,
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const sum = noCounts();
  for (const name of names) sum[name] = a[name] + b[name];
  return sum;
}
