/** How well labels were found from frozen features, beside what knowing nothing would score. */
import type { RowLabels } from "../../linear/linear-classifier.ts";

export type ProbeScore =
  | {
      readonly kind: "scored";
      /** Share of images whose class was found. */
      readonly accuracy: number;
      /** Mean over the classes of the share found: rare classes count as much as common ones. */
      readonly balancedAccuracy: number;
      readonly images: number;
      readonly classes: number;
      /** Accuracy of always naming the commonest class. */
      readonly chanceAccuracy: number;
      /** Balanced accuracy of any blind answer, 1 / K. */
      readonly chanceBalancedAccuracy: number;
    }
  | { readonly kind: "not-scored"; readonly reason: string };

/** Compares predicted classes with the true ones; classes that never occur do not count. */
export function probeScore(predicted: readonly number[], classIndex: readonly number[]): ProbeScore {
  const found = new Map<number, { hits: number; images: number }>();
  classIndex.forEach((truth, i) => {
    const { hits, images } = found.get(truth) ?? { hits: 0, images: 0 };
    found.set(truth, { hits: hits + Number(predicted[i] === truth), images: images + 1 });
  });
  const perClass = [...found.values()];
  const images = classIndex.length;
  return {
    kind: "scored",
    accuracy: perClass.reduce((sum, { hits }) => sum + hits, 0) / images,
    balancedAccuracy: perClass.reduce((sum, each) => sum + each.hits / each.images, 0) / perClass.length,
    images,
    classes: perClass.length,
    chanceAccuracy: Math.max(...perClass.map((each) => each.images)) / images,
    chanceBalancedAccuracy: 1 / perClass.length,
  };
}

/** Why these labels cannot be probed, or `undefined` when they can. */
export function unprobeable({ classIndex, patient }: RowLabels): ProbeScore | undefined {
  const classes = new Set(classIndex).size;
  if (classes < 2) return { kind: "not-scored", reason: `needs images of two classes, there is ${classes}` };
  const patients = new Set(patient).size;
  if (patients < 2) return { kind: "not-scored", reason: "needs images of two patients, there is one" };
  return undefined;
}
