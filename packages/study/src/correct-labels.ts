/** What is done to a model's labels before anything is measured, and how much of them it changed. */
import { type Correction, fillLeftVentricle, keepLargestComponent, removeDetached } from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import { changeLabelled } from "./labelled-window.ts";
import type { StudyWarning } from "./warning.ts";

/**
 * Keeps one piece of each structure in every frame, takes away a right cavity that touches no myocardium, and fills
 * holes that the left ventricle encloses. Cavity first: what is left of it decides what the rest belongs to.
 * @throws {GridError} `data-size`.
 */
export function correctLabels(labels: LabelVolume): Correction {
  let changedVoxels = 0;
  const corrected = changeLabelled(labels, (window) =>
    corrections.reduce((before, correct) => {
      const after = correct(before);
      changedVoxels += after.changedVoxels;
      return after.labels;
    }, window),
  );
  return { labels: corrected, changedVoxels };
}

const corrections: readonly ((labels: LabelVolume) => Correction)[] = [
  (labels) => keepLargestComponent(labels, "leftVentricleBloodPool"),
  (labels) => keepLargestComponent(labels, "leftVentricularMyocardium"),
  (labels) => keepLargestComponent(labels, "rightVentricleBloodPool"),
  (labels) => removeDetached(labels, "rightVentricleBloodPool", "leftVentricularMyocardium"),
  fillLeftVentricle,
];

/** Own rule: share of the labelled voxels beyond which the model was unsure enough for a reader to be told. */
const NOTABLE_SHARE = 0.03;

/** Says so when the corrections changed much of what the model had marked. */
export function correctionWarnings(before: LabelVolume, { changedVoxels }: Correction): StudyWarning[] {
  const labelled = before.labels.reduce((count, label) => count + Number(label !== 0), 0);
  if (changedVoxels <= NOTABLE_SHARE * labelled) return [];
  const percent = ((100 * changedVoxels) / labelled).toFixed(0);
  const message = `stray pieces and holes, ${percent} % of what the model marked, were removed or filled before measuring`;
  return [{ kind: "labels-corrected", message }];
}
