/** Images that a landmark task leaves out, since nobody can tell where their landmarks are: they are counted, and told. */
import { LearnError } from "../errors.ts";

/** How many for each reason, the most frequent first. */
export type LeftOut = Readonly<Record<string, number>>;

/** @param reasons One of each image that was left out. */
export function leftOutFor(reasons: readonly string[]): LeftOut {
  const counted = [...Map.groupBy(reasons, (because) => because)].map(
    ([because, { length }]) => [because, length] as const,
  );
  return Object.fromEntries(counted.toSorted(([, a], [, b]) => b - a));
}

function leftOutCount(leftOut: LeftOut): number {
  return Object.values(leftOut).reduce((sum, count) => sum + count, 0);
}

/** In one line; nothing where no image was left out. */
export function leftOutNote(leftOut: LeftOut, kept: number): string | undefined {
  const count = leftOutCount(leftOut);
  if (count === 0) return undefined;
  return `left out ${count} of ${count + kept} images, which have no landmarks: ${reasonsOf(leftOut)}`;
}

/** As cards and pages say it; nothing where every image was scored. */
export function notScored(leftOut: LeftOut): string | undefined {
  const count = leftOutCount(leftOut);
  return count === 0 ? undefined : `${count} images without landmarks were not scored: ${reasonsOf(leftOut)}.`;
}

/** @throws {LearnError} `unlabelled` when every image was left out. */
export function requireSomeKept(leftOut: LeftOut, kept: number): void {
  const count = leftOutCount(leftOut);
  if (kept > 0 || count === 0) return;
  throw new LearnError("unlabelled", `none of ${count} images has landmarks: ${reasonsOf(leftOut)}`);
}

function reasonsOf(leftOut: LeftOut): string {
  return Object.entries(leftOut)
    .map(([because, count]) => `${count} because ${because}`)
    .join("; ");
}
