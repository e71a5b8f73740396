/** Refuses a segmentation of what the data set does not draw: a network would learn that it is never there. */
import type { DataCase } from "../datasets/data-set.ts";
import { labelNamesOf } from "../datasets/reading/named-labels.ts";
import { LearnError } from "../errors.ts";
import type { ClassStructures } from "./evaluation/case-masks.ts";

/**
 * Checks by their tables that for each class some image draws one of its structures.
 * @throws {LearnError} `unlabelled` naming the classes that none has, and what is drawn.
 */
export function requireDrawn(cases: readonly DataCase[], classes: ClassStructures): void {
  const labels = cases.flatMap(({ images }) => images.flatMap((image) => image.labels ?? []));
  const drawn = new Set(labels.flatMap(({ meaning }) => labelNamesOf(meaning)));
  const lacking = Object.entries(classes).filter(([, structures]) => !structures.some((name) => drawn.has(name)));
  if (lacking.length === 0) return;
  const missing = lacking.map(([name]) => name).join(", ");
  throw new LearnError(
    "unlabelled",
    `no training image has labels of ${missing}; the set draws ${[...drawn].join(", ")}: take a task of these`,
  );
}
