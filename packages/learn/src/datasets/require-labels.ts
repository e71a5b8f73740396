/** Refuses, before anything trains, cases that lack the labels that a task learns from. */
import { LearnError } from "../errors.ts";
import type { CaseImage, DataCase, LabelName } from "./data-set.ts";
import { labelNamesOf } from "./reading/named-labels.ts";

/**
 * Checks that every image of every case has labels, and that their tables have the wanted names; no pixel is read.
 * @throws {LearnError} `unlabelled` naming the first case and image, and how many there are.
 */
export function requireLabels(cases: readonly DataCase[], wanted: readonly LabelName[] = []): void {
  const lacking = cases.flatMap(({ id, images }) =>
    images.flatMap((image) => {
      const absent = absentLabels(image, wanted);
      return absent === undefined ? [] : [{ id, image: image.name, absent }];
    }),
  );
  const [first] = lacking;
  if (first === undefined) return;
  const more = lacking.length - 1;
  const others =
    more === 0
      ? ""
      : `, nor ${more === 1 ? "has another image" : `have ${more} other images`} of the ${cases.length} cases`;
  const message = `case ${first.id}, ${first.image} has no labels${first.absent}${others}`;
  throw new LearnError("unlabelled", `${message}; leave out what is not labelled, or add its labels`);
}

/** What an image lacks, in words after "no labels", or undefined when it lacks nothing. */
function absentLabels({ labels }: CaseImage, wanted: readonly LabelName[]): string | undefined {
  if (labels === undefined) return "";
  const names = labelNamesOf(labels.meaning);
  const absent = wanted.filter((name) => !names.includes(name));
  return absent.length === 0 ? undefined : ` of ${absent.join(", ")}`;
}
