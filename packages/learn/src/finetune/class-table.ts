/** What a segmentation learns to tell apart: its classes by name, and the structures of data sets that each stands for. */
import type { LabelName } from "../datasets/data-set.ts";
import { LearnError } from "../errors.ts";

/** Class 0 is background; class k is the k-th name. */
export interface ClassTable {
  readonly names: readonly string[];
  /** The class of every structure that may be met. */
  readonly classOf: ReadonlyMap<LabelName, number>;
}

/**
 * @param classes Structures of each class, by its name. Several may share one, as infarct and healthy muscle do in
 *   "myocardium".
 * @param background Structures that are to be told apart from nothing; what is named nowhere is refused when it is met.
 * @throws {LearnError} `bad-config` when a structure is named twice.
 */
export function classTable(
  classes: Readonly<Record<string, readonly LabelName[]>>,
  background: readonly LabelName[] = [],
): ClassTable {
  const names = Object.keys(classes);
  const classOf = new Map<LabelName, number>();
  const add = (structure: LabelName, number: number) => {
    if (classOf.has(structure)) throw new LearnError("bad-config", `${structure} is named twice among the classes`);
    classOf.set(structure, number);
  };
  names.forEach((name, k) => {
    for (const structure of classes[name]!) add(structure, k + 1);
  });
  for (const structure of background) add(structure, 0);
  return { names, classOf };
}

/**
 * Labels by their place in `labelNames`, counted from 1, as classes.
 * @throws {LearnError} `bad-label` for a structure that the table does not name.
 */
export function classesOf(
  labels: Uint8Array,
  labelNames: readonly LabelName[],
  { names, classOf }: ClassTable,
  subject: string,
): Uint8Array {
  const classes = [0, ...labelNames.map((name) => classOf.get(name))];
  return labels.map((label) => {
    const known = classes[label];
    if (known !== undefined) return known;
    throw new LearnError(
      "bad-label",
      `${subject}: ${labelNames[label - 1]} is labelled, but no class of ${names.join(", ")} stands for it; name it in a class or as background`,
    );
  });
}
