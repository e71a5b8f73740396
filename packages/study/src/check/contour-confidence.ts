/**
 * How well the model expects its own contours to agree with an expert's, at end-diastole and end-systole. It says nothing
 * of what looks like nothing that the model has learnt: there it may be sure and wrong.
 */
import {
  isMeasured,
  type Measured,
  notMeasurable,
  type Phases,
  type StructureName,
  structureNames,
  structures,
} from "@cmrkit/cardiac";
import { expectedDice, type LabelConfidence } from "../segment/index.ts";
import type { StudyWarning } from "../warning.ts";
import { type BoxPhase, boxPhases } from "./heart-box.ts";

export type ContourConfidence =
  /** The Dice that it expects of each structure. */
  | {
      readonly kind: "expected";
      readonly dice: Readonly<Record<BoxPhase, Readonly<Record<StructureName, Measured>>>>;
    }
  | { readonly kind: "not-known"; readonly reason: string };

/** @param confidence Of the labels that are measured; nothing where a model did not tell, or another hand drew them. */
export function contourConfidence(
  confidence: LabelConfidence | undefined,
  { endDiastoleIndex, endSystoleIndex }: Phases,
): ContourConfidence {
  if (!confidence) return { kind: "not-known", reason: "no probabilities came with the contours" };
  if (!isMeasured(endDiastoleIndex)) return { kind: "not-known", reason: endDiastoleIndex.notMeasurable };
  if (!isMeasured(endSystoleIndex)) return { kind: "not-known", reason: endSystoleIndex.notMeasurable };
  const ofFrame = (frame: number) => {
    const entries = structureNames.map((name) => {
      const dice = expectedDice(confidence[frame] ?? [], structures[name].label);
      return [name, dice ?? notMeasurable("the model marked none of it")] as const;
    });
    return Object.fromEntries(entries) as Record<StructureName, Measured>;
  };
  return { kind: "expected", dice: { ed: ofFrame(endDiastoleIndex), es: ofFrame(endSystoleIndex) } };
}

/** Below it lie the lowest five of a hundred phases of patients that networks had not seen (experiments/0027-expected-dice). */
const LEAST_EXPECTED_DICE: Readonly<Record<StructureName, number>> = {
  rightVentricleBloodPool: 0.8,
  leftVentricularMyocardium: 0.84,
  leftVentricleBloodPool: 0.88,
};

const phaseTitles = { ed: "end-diastole", es: "end-systole" } as const;

export function confidenceWarnings(confidence: ContourConfidence): readonly StudyWarning[] {
  if (confidence.kind === "not-known") return [];
  const unsure = boxPhases.flatMap((phase) =>
    structureNames.flatMap((name) => {
      const dice = confidence.dice[phase][name];
      return isMeasured(dice) && dice < LEAST_EXPECTED_DICE[name]
        ? [`the ${structures[name].title} at ${phaseTitles[phase]} (expected Dice ${dice.toFixed(2)})`]
        : [];
    }),
  );
  if (unsure.length === 0) return [];
  return [{ kind: "model-unsure", message: `the model is unsure of its contours of ${unsure.join(", ")}` }];
}
