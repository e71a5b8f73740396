/** What was done to a file, in numbers of elements: enough to check it, and nothing of what stood there. */

export const countNames = [
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

export type CountName = (typeof countNames)[number];
export type Counts = Readonly<Record<CountName, number>>;

export function noCounts(): Record<CountName, number> {
  return Object.fromEntries(countNames.map((name) => [name, 0])) as Record<CountName, number>;
}

export function addCounts(a: Counts, b: Counts): Counts {
  const sum = noCounts();
  for (const name of countNames) sum[name] = a[name] + b[name];
  return sum;
}
