/**
 * What a network of several views sees together: one image of each view, of one heart at one moment. Lists of images and of
 * what is made of them run set by set, each in the network's order of views.
 */
import type { CaseImage, DataCase } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";
import type { OnNote } from "./learnable-cases.ts";
import type { ViewName } from "./networks/network-views.ts";
import type { PreparedImage } from "./prepared-image.ts";

/**
 * The images of moments that show every view, moment by moment. Moments are told apart by their phase.
 * @throws {LearnError} `bad-image` for a moment that shows a view twice: nobody can tell which belongs to the others.
 */
export function wholeSets(
  images: readonly CaseImage[],
  views: readonly ViewName[],
  caseId: string,
): readonly CaseImage[] {
  const moments = [...Map.groupBy(images, ({ phase }) => phase).values()];
  return moments.flatMap((shown) => {
    const set = views.flatMap((view) => onlyOne(shown, view, caseId));
    return set.length === views.length ? set : [];
  });
}

function onlyOne(shown: readonly CaseImage[], view: ViewName, caseId: string): CaseImage[] {
  const own = shown.filter((image) => image.view === view);
  if (own.length < 2) return own;
  const names = own.map(({ name }) => name).join(", ");
  throw new LearnError(
    "bad-image",
    `case ${caseId} shows ${view} ${own.length} times at one moment: ${names}; choose one by data.sequences`,
  );
}

/** Set by set, of a list that holds whole sets. */
export function inSets<Of>(list: readonly Of[], views: readonly unknown[]): Of[][] {
  return Array.from({ length: list.length / views.length }, (_, n) =>
    list.slice(n * views.length, (n + 1) * views.length),
  );
}

/** The images that a network sees together, in its order of views, and which of them is asked about. */
export interface ViewSet {
  readonly images: readonly PreparedImage[];
  readonly place: number;
}

/** Each of a set, told what it is seen with; one that is seen alone is told nothing. */
export function seenTogether<Of extends { readonly image: PreparedImage }>(
  set: readonly Of[],
): (Of & { readonly seenWith?: ViewSet })[] {
  const images = set.map(({ image }) => image);
  return set.map((each, place) => (set.length === 1 ? each : { ...each, seenWith: { images, place } }));
}

/** Counts the images that are left out because a view is missing at their moment. */
export function tellIncomplete(
  before: readonly DataCase[],
  after: readonly DataCase[],
  views: readonly ViewName[],
  onNote: OnNote,
): void {
  const shrunk = before.filter(({ images }, i) => images.length > after[i]!.images.length);
  if (shrunk.length === 0) return;
  const count = (cases: readonly DataCase[]) => cases.reduce((sum, { images }) => sum + images.length, 0);
  onNote(
    `${count(before) - count(after)} of ${count(before)} images are left out: at their moment not all of ${views.join(", ")} are there; the first of case ${shrunk[0]!.id}`,
  );
}
