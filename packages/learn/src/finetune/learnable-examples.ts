/** The examples of one side of a split, with a word about what had to be left out. */
import type { DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { type Example, examplesOf } from "./examples.ts";

/**
 * @param onNote Told in one line how many images have no landmarks, and why.
 * @throws {LearnError} `unlabelled` when no image is left, and as `examplesOf`.
 */
export async function learnableExamples(
  cases: readonly DataCase[],
  config: FinetuneConfig,
  onNote: (text: string) => void = () => {},
): Promise<Example[]> {
  const leftOut: string[] = [];
  const examples = await examplesOf(cases, config, (because) => leftOut.push(because));
  const all = leftOut.length + examples.length;
  if (examples.length === 0)
    throw new LearnError("unlabelled", `none of ${all} images has landmarks: ${reasons(leftOut)}`);
  if (leftOut.length > 0)
    onNote(`left out ${leftOut.length} of ${all} images, which have no landmarks: ${reasons(leftOut)}`);
  return examples;
}

/** The most frequent first. */
function reasons(leftOut: readonly string[]): string {
  const counted = [...Map.groupBy(leftOut, (because) => because)].sort(([, a], [, b]) => b.length - a.length);
  return counted.map(([because, { length }]) => `${length} because ${because}`).join("; ");
}
