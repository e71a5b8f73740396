/**
 * The examples of a run: each is read and checked once before anything trains. Those that fit into memory stay there; the
 * others are read again whenever they are wanted, so that a set may be larger than the memory.
 */
import type { DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { type Example, readExamples, readImageAgain, requireSameChannels } from "./examples.ts";
import type { ImageMemory } from "./image-memory.ts";
import { leftOutFor, requireSomeKept } from "./left-out.ts";
import { networkViews } from "./networks/network-views.ts";
import type { PreparedImage } from "./prepared-image.ts";
import { inSets, seenTogether } from "./view-sets.ts";

/** Plain data, which threads can be given; pixels in it are shared, not copied. */
export interface ListedExample extends Omit<Example, "image"> {
  readonly size: PreparedImage["size"];
  /** Absent where memory had no room for it. */
  readonly image?: PreparedImage;
  /** Where it is read again. */
  readonly from: { readonly case: DataCase; readonly place: number };
}

/**
 * Case by case, so that an error names the first bad one before anything trains.
 * @param onLeftOut As of `readExamples`.
 * @throws {LearnError} as `readExamples`; `unlabelled` when every image is left out, `bad-image` when they differ in their
 *   number of channels.
 */
export async function listExamples(
  cases: readonly DataCase[],
  config: FinetuneConfig,
  memory: ImageMemory,
  onLeftOut: (because: string) => void,
): Promise<ListedExample[]> {
  const listed: ListedExample[] = [];
  const leftOut: string[] = [];
  for (const each of cases) {
    const examples = await readExamples(each, config, (because) => leftOut.push(because));
    examples.forEach(({ image, ...facts }, place) => {
      const kept = memory.keep(image);
      listed.push({ ...facts, size: image.size, from: { case: each, place }, ...(kept && { image: kept }) });
    });
  }
  requireSomeKept(leftOutFor(leftOut), listed.length);
  leftOut.forEach(onLeftOut);
  requireSameChannels(listed);
  return listed;
}

/**
 * From memory, or read anew.
 * @throws {LearnError} `image-changed` when another image has taken its place since, and what reading throws.
 */
export async function imageOf(
  { image, size, from, caseId, name }: ListedExample,
  config: FinetuneConfig,
): Promise<PreparedImage> {
  if (image) return image;
  const again = await readImageAgain(from.case, from.place, config);
  if (again && String(again.size) === String(size)) return again;
  const [was, is] = [size, again?.size].map((extents) => extents?.join(" × ") ?? "not there");
  throw new LearnError(
    "image-changed",
    `case ${caseId}, ${name} was ${was} when the run began and is ${is} now; leave data alone while a run reads them`,
  );
}

/** One after the other, or set by set of views, so that what memory had no room for is never there all at once. */
export async function* examplesIn(list: readonly ListedExample[], config: FinetuneConfig): AsyncGenerator<Example> {
  for (const set of inSets(list, networkViews(config))) {
    const images = await Promise.all(set.map((listed) => imageOf(listed, config)));
    yield* seenTogether(set.map((listed, i) => ({ ...listed, image: images[i]! })));
  }
}
