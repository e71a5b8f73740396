/**
 * Volumes, ejection fractions and mass of a case by disc summation on the native grid, from the masks of end-diastole and
 * end-systole of its short-axis cine.
 */
import { type NotMeasurable, notMeasurable, structureNames, structures } from "@cmrkit/cardiac";
import { type LabelName, phases } from "../../datasets/data-set.ts";
import { type ComparedMeasure, comparedMeasures, measuresOfPair } from "../../segmentation/compared-measures.ts";
import { type CaseMasks, type ClassStructures, classesWithin, labelsOn } from "./case-masks.ts";
import type { MeasuredPair } from "./measured-pair.ts";

export type FunctionMeasure = ComparedMeasure;

/** What each measure is of; one without a class of its own is not asked for. */
const structureOf = {
  lvEdvMl: "leftVentricleBloodPool",
  lvEsvMl: "leftVentricleBloodPool",
  lvEfPercent: "leftVentricleBloodPool",
  lvEdMassG: "leftVentricularMyocardium",
  rvEdvMl: "rightVentricleBloodPool",
  rvEsvMl: "rightVentricleBloodPool",
  rvEfPercent: "rightVentricleBloodPool",
} as const satisfies Record<FunctionMeasure, LabelName>;

/** What counts to each structure: an infarct is muscle. */
const partsOf = {
  rightVentricleBloodPool: ["rightVentricleBloodPool"],
  leftVentricularMyocardium: ["leftVentricularMyocardium", "infarct", "noReflow", "oedema"],
  leftVentricleBloodPool: ["leftVentricleBloodPool"],
} as const satisfies Record<(typeof structureNames)[number], readonly LabelName[]>;

/** Nothing for a case without a short-axis cine of a known phase, or classes that are none of the ventricles'. */
export function functionMeasures(
  masks: readonly CaseMasks[],
  classes: ClassStructures,
): readonly MeasuredPair<FunctionMeasure>[] {
  const cine = masks.filter(({ image }) => image.view === "sax" && image.sequence === "cine" && image.phase);
  const asked = askedMeasures(classes);
  if (cine.length === 0 || asked.length === 0) return [];
  const phases = phasesOf(cine);
  if ("notMeasurable" in phases) return asked.map((name) => ({ name, predicted: phases, reference: phases }));
  const sideOf = (side: "predicted" | "reference") => measuresOfPair(pairOf(phases, classes, side), side);
  const [predicted, reference] = [sideOf("predicted"), sideOf("reference")];
  return asked.map((name) => ({ name, predicted: predicted(name), reference: reference(name) }));
}

const measureNames = Object.keys(comparedMeasures) as FunctionMeasure[];

/** Those of structures that have a class. */
export function askedMeasures(classes: ClassStructures): readonly FunctionMeasure[] {
  return measureNames.filter((name) => classesWithin(classes, partsOf[structureOf[name]]).length > 0);
}

interface BothPhases {
  readonly ed: CaseMasks;
  readonly es: CaseMasks;
}

function phasesOf(cine: readonly CaseMasks[]): BothPhases | NotMeasurable {
  const [ed, es] = phases.map((phase) => cine.find(({ image }) => image.phase === phase));
  if (!ed) return notMeasurable("the case has no image of end-diastole");
  if (!es) return notMeasurable("the case has no image of end-systole");
  if (ed.native.spacingMm === null || es.native.spacingMm === null)
    return notMeasurable("the size of a pixel is not known");
  const isOneGrid = String([ed.native.size, ed.native.spacingMm]) === String([es.native.size, es.native.spacingMm]);
  return isOneGrid ? { ed, es } : notMeasurable("end-diastole and end-systole lie on different grids");
}

function pairOf({ ed, es }: BothPhases, classes: ClassStructures, side: "predicted" | "reference") {
  const volume = (masks: CaseMasks) => labelsOn(masks.native, inCmrkitNumbers(masks[side], classes));
  return { ed: volume(ed), es: volume(es) };
}

/** Classes of a task as cmrkit numbers structures; what is none of the three is background. */
export function inCmrkitNumbers(labels: Uint8Array, classes: ClassStructures): Uint8Array {
  const numbers = new Uint8Array(Object.keys(classes).length + 1);
  for (const name of structureNames)
    for (const k of classesWithin(classes, partsOf[name])) numbers[k] = structures[name].label;
  return labels.map((label) => numbers[label]!);
}
