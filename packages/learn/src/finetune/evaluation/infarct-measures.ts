/**
 * The infarct on late-enhancement stacks: its mass and its share of the muscle. What is not perfused within it (no-reflow)
 * counts to it. Unlike a ventricle an infarct may truly be absent, so none in a labelled muscle is a zero, not a gap.
 */
import { type Measured, MYOCARDIAL_DENSITY_G_PER_ML, notMeasurable } from "@cmrkit/cardiac";
import { type CaseMasks, type ClassStructures, classesWithin, countOfClasses, voxelMl } from "./case-masks.ts";
import type { MeasuredPair } from "./measured-pair.ts";

export type InfarctMeasure = "infarctMassG" | "infarctSharePercent";

/** Nothing for a case without a late-enhancement stack, or classes that do not tell the infarct from the rest of the muscle. */
export function infarctMeasures(
  masks: readonly CaseMasks[],
  classes: ClassStructures,
): readonly MeasuredPair<InfarctMeasure>[] {
  const lge = masks.find(({ image }) => image.view === "sax" && image.sequence === "lge");
  const infarct = classesWithin(classes, ["infarct", "noReflow"]);
  const muscle = classesWithin(classes, ["leftVentricularMyocardium", "oedema", "infarct", "noReflow"]);
  if (!lge || infarct.length === 0 || muscle.length === infarct.length) return [];
  const share = (labels: Uint8Array) => sharePercent(countOfClasses(labels, infarct), countOfClasses(labels, muscle));
  const mass = (labels: Uint8Array): Measured => {
    const ml = voxelMl(lge.native);
    if (ml === undefined) return notMeasurable("the size of a pixel is not known");
    if (countOfClasses(labels, muscle) === 0) return NO_MUSCLE;
    return countOfClasses(labels, infarct) * ml * MYOCARDIAL_DENSITY_G_PER_ML;
  };
  return [
    { name: "infarctMassG", predicted: mass(lge.predicted), reference: mass(lge.reference) },
    { name: "infarctSharePercent", predicted: share(lge.predicted), reference: share(lge.reference) },
  ];
}

const NO_MUSCLE = notMeasurable("no muscle is labelled");

/** Of voxels alone: no size of a pixel is needed. */
function sharePercent(infarct: number, muscle: number): Measured {
  return muscle === 0 ? NO_MUSCLE : (100 * infarct) / muscle;
}
