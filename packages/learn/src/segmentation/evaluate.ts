/**
 * How well a segmenter does on labelled patients: overlap and surface distance of each structure at each phase on the
 * native grid, and the clinical measures that follow from both sets of labels.
 */
import {
  bootstrapInterval,
  isMeasured,
  type Measured,
  notMeasurable,
  overlap,
  type PairedAgreement,
  pairedAgreement,
  type StructureName,
  structures,
  surfaceAgreement,
} from "@cmrkit/cardiac";
import type { LabelVolume } from "@cmrkit/imaging";
import { csvCell, type Segmenter } from "@cmrkit/study";
import type { RandomStream } from "@cmrkit/tensor";
import { type Phase, phases } from "../datasets/data-set.ts";
import type { LabelledHeart } from "../datasets/labelled-hearts.ts";
import { type ComparedMeasure, comparedMeasures, type MeasuresOfPair, measuresOfPair } from "./compared-measures.ts";
import { labelPhases } from "./label-phases.ts";

/** The structures that are scored, in the order of reports. */
export const scored = [
  "rightVentricleBloodPool",
  "leftVentricularMyocardium",
  "leftVentricleBloodPool",
] as const satisfies readonly StructureName[];

export type ScoredStructure = (typeof scored)[number];

export interface StructureScore {
  readonly phase: Phase;
  readonly structure: ScoredStructure;
  readonly dice: Measured;
  readonly hausdorff95Mm: Measured;
  /** One of the masks has the structure and the other has none of it: there is no distance, and none is good. */
  readonly isMissed: boolean;
}

export interface PatientScore {
  readonly id: string;
  /** Cases of one patient count as one in means and intervals. */
  readonly patient: string;
  readonly group: string;
  readonly structures: readonly StructureScore[];
  readonly measures: Readonly<Record<ComparedMeasure, { readonly predicted: Measured; readonly reference: Measured }>>;
}

/** Segments a patient's two phases together, corrects the labels as the clinical path does, and scores them. */
export async function scorePatient(patient: LabelledHeart, segmenter: Segmenter): Promise<PatientScore> {
  const byPhase = await labelPhases(segmenter, patient.ed.image, patient.es.image);
  return {
    id: patient.id,
    patient: patient.patient,
    group: patient.group,
    structures: phases.flatMap((phase) =>
      scored.map((structure) => scoreStructure(byPhase[phase], patient[phase].labels, phase, structure)),
    ),
    measures: compareMeasures(
      measuresOfPair(byPhase, "predicted"),
      measuresOfPair({ ed: patient.ed.labels, es: patient.es.labels }, "reference"),
    ),
  };
}

function scoreStructure(
  predicted: LabelVolume,
  reference: LabelVolume,
  phase: Phase,
  structure: ScoredStructure,
): StructureScore {
  const { label } = structures[structure];
  const agreement = overlap(predicted, reference, label);
  const distance = surfaceAgreement(predicted, reference, label);
  return {
    phase,
    structure,
    dice: agreement.kind === "scored" ? agreement.dice : notMeasurable("in neither mask"),
    isMissed: distance.kind !== "scored" && distance.kind !== "absent",
    hausdorff95Mm:
      distance.kind === "scored"
        ? distance.hausdorff95Mm
        : notMeasurable(
            distance.kind === "absent" ? "in neither mask" : `missing from the ${distance.missingFrom} mask`,
          ),
  };
}

function compareMeasures(predicted: MeasuresOfPair, reference: MeasuresOfPair): PatientScore["measures"] {
  return mapMeasures((measure) => ({ predicted: predicted(measure), reference: reference(measure) }));
}

/** A mean over patients with its bootstrap interval. */
export interface Estimate {
  readonly mean: Measured;
  readonly lower95: Measured;
  readonly upper95: Measured;
  readonly n: number;
}

export interface EvaluationSummary {
  readonly patients: number;
  /** Mean over structures and phases of each patient, then over patients. */
  readonly meanDice: Estimate;
  readonly dice: Readonly<Record<string, Estimate>>;
  /** Over masks that both have the structure; `missed` counts those of which one has none. */
  readonly hausdorff95Mm: Readonly<Record<string, Estimate & { readonly missed: number }>>;
  /** Patients for whom either side has no value are left out, and counted. */
  readonly measures: Readonly<
    Record<
      ComparedMeasure,
      PairedAgreement & { readonly leftOut: number; readonly meanAbsoluteErrorInterval: Estimate }
    >
  >;
  readonly groups: Readonly<Record<string, Estimate>>;
}

/** The table's last row: means, intervals and agreement over patients. */
export function summarise(scores: readonly PatientScore[], random: RandomStream): EvaluationSummary {
  const estimate = (of: (score: PatientScore) => readonly Measured[], among = scores) => estimated(among, of, random);
  const overlapOf = (ofStructure: OfStructure) => estimate((score) => ofStructure(score).map(({ dice }) => dice));
  const distanceOf = (ofStructure: OfStructure) => ({
    ...estimate((score) => ofStructure(score).map(({ hausdorff95Mm }) => hausdorff95Mm)),
    missed: scores.flatMap(ofStructure).filter(({ isMissed }) => isMissed).length,
  });
  const allDice = (score: PatientScore) => score.structures.map(({ dice }) => dice);
  const groups = [...new Set(scores.map(({ group }) => group))].sort();
  return {
    patients: new Set(scores.map(({ patient }) => patient)).size,
    meanDice: estimate(allDice),
    dice: ofEachStructure(overlapOf),
    hausdorff95Mm: ofEachStructure(distanceOf),
    measures: mapMeasures((measure) => agreementOf(scores, measure, random)),
    groups: Object.fromEntries(
      groups.map((group) => [
        group,
        estimate(
          allDice,
          scores.filter((one) => one.group === group),
        ),
      ]),
    ),
  };
}

type OfStructure = (score: PatientScore) => readonly StructureScore[];

/** By structure and phase, as `leftVentricleBloodPool.ed`. */
function ofEachStructure<T>(of: (ofStructure: OfStructure) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(
    scored.flatMap((structure) =>
      [...phases, "both" as const].map((phase) => [
        `${structure}.${phase}`,
        of((score) => select(score, structure, phase)),
      ]),
    ),
  );
}

function mapMeasures<T>(of: (measure: ComparedMeasure) => T): Readonly<Record<ComparedMeasure, T>> {
  const entries = (Object.keys(comparedMeasures) as ComparedMeasure[]).map(
    (measure) => [measure, of(measure)] as const,
  );
  return Object.fromEntries(entries) as Record<ComparedMeasure, T>;
}

function select(
  { structures: all }: PatientScore,
  structure: ScoredStructure,
  phase: Phase | "both",
): StructureScore[] {
  return all.filter((one) => one.structure === structure && (phase === "both" || one.phase === phase));
}

/** Values of a patient are averaged first; a patient without any is left out, and n says so. */
function estimated(
  scores: readonly PatientScore[],
  of: (score: PatientScore) => readonly Measured[],
  random: RandomStream,
): Estimate {
  const values = [...Map.groupBy(scores, ({ patient }) => patient).values()].flatMap((own) => {
    const measured = own.flatMap(of).filter(isMeasured);
    return measured.length === 0 ? [] : [average(measured)];
  });
  const statistic = (drawn: readonly number[]): Measured =>
    drawn.length === 0 ? notMeasurable("no patient has a value") : average(drawn);
  const interval = bootstrapInterval(values, statistic, { random: random.fork("bootstrap") });
  return { mean: interval.estimate, lower95: interval.lower, upper95: interval.upper, n: values.length };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function agreementOf(scores: readonly PatientScore[], measure: ComparedMeasure, random: RandomStream) {
  const pairs = scores.flatMap(({ measures }) => {
    const { predicted, reference } = measures[measure];
    return isMeasured(predicted) && isMeasured(reference) ? [{ predicted, reference }] : [];
  });
  const errorOf = ({ measures }: PatientScore): readonly Measured[] => {
    const { predicted, reference } = measures[measure];
    return isMeasured(predicted) && isMeasured(reference) ? [Math.abs(predicted - reference)] : [];
  };
  return {
    ...pairedAgreement(pairs),
    leftOut: scores.length - pairs.length,
    meanAbsoluteErrorInterval: estimated(scores, errorOf, random),
  };
}

/** Of the table that `scoresCsv` writes. */
export const scoreColumns: readonly string[] = [
  "id",
  "group",
  ...phases.flatMap((phase) =>
    scored.flatMap((structure) => [`dice_${structure}_${phase}`, `hd95Mm_${structure}_${phase}`]),
  ),
  ...Object.keys(comparedMeasures).flatMap((measure) => [`${measure}_predicted`, `${measure}_reference`]),
];

/** One row a patient; a value that does not exist is an empty cell. */
export function scoresCsv(scores: readonly PatientScore[]): string {
  const cell = (value: Measured) => (isMeasured(value) ? value.toFixed(4) : "");
  const rows = scores.map((score) => [
    score.id,
    score.group,
    ...phases.flatMap((phase) =>
      scored.flatMap((structure) =>
        select(score, structure, phase).flatMap(({ dice, hausdorff95Mm }) => [cell(dice), cell(hausdorff95Mm)]),
      ),
    ),
    ...Object.values(score.measures).flatMap(({ predicted, reference }) => [cell(predicted), cell(reference)]),
  ]);
  return [scoreColumns, ...rows]
    .map((row) => row.map(csvCell).join(","))
    .join("\n")
    .concat("\n");
}
