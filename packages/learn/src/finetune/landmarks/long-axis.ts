/**
 * MAPSE and longitudinal strain of cases with landmarks at end-diastole and end-systole of one long-axis view: from the
 * landmarks that were found, beside those from the landmarks that were marked.
 */
import {
  isMeasured,
  type LongAxisFunction,
  type LongAxisLandmarks,
  longAxisFunction,
  type Measured,
  type Pair,
} from "@cmrkit/cardiac";
import type { PlanePoint } from "@cmrkit/cardiac/landmarks";
import type { ImageView } from "../../catalogue/image.ts";
import type { Phase } from "../../datasets/data-set.ts";
import { agreementMetrics } from "../../metrics/agreement.ts";
import type { Metrics, OfPatient } from "../../metrics/metric.ts";
import { csvLine, measuredCell, reasonCell } from "../evaluation/csv.ts";
import type { LandmarkAnswer } from "./answers.ts";

/** One measure of one view of one case. */
export interface LongAxisAnswer extends OfPatient {
  readonly caseId: string;
  readonly view: ImageView;
  readonly measure: keyof LongAxisFunction;
  readonly predicted: Measured;
  readonly reference: Measured;
}

/** Ends whose side nobody tells are taken in any order, which length, strain and mean excursion do not mind. */
const roles: Readonly<Record<string, keyof LongAxisLandmarks>> = {
  apex: "apex",
  mitralAnnulusSeptal: "septalAnnulus",
  mitralAnnulusLateral: "lateralAnnulus",
  mitralAnnulus1: "septalAnnulus",
  mitralAnnulus2: "lateralAnnulus",
};

/** Apex and both ends of the annulus. */
const LANDMARKS_OF_AN_AXIS = 3;

const ofAnyEnds = [
  "globalLongitudinalStrainPercent",
  "meanMapseMm",
  "endDiastolicLengthMm",
  "endSystolicLengthMm",
] as const;
const ofNamedEnds = ["septalMapseMm", "lateralMapseMm"] as const;

/** Nothing for cases without both phases, without a known pixel size, or with landmarks that make no long axis. */
export function longAxisAnswers(rows: readonly LandmarkAnswer[]): readonly LongAxisAnswer[] {
  const views = Map.groupBy(rows, ({ caseId, view }) => `${caseId} ${view}`);
  return [...views.values()].flatMap(answersOfView);
}

function answersOfView(rows: readonly LandmarkAnswer[]): LongAxisAnswer[] {
  const [ed, es] = [frameOf(rows, "ed"), frameOf(rows, "es")];
  if (!ed || !es) return [];
  const measured = (which: "predicted" | "reference") =>
    longAxisFunction({ endDiastole: placed(ed, which), endSystole: placed(es, which) });
  const [predicted, reference] = [measured("predicted"), measured("reference")];
  const { patient, caseId, view } = ed[0]!;
  const tellsEnds = ed.some(({ name }) => name === "mitralAnnulusSeptal");
  return [...ofAnyEnds, ...(tellsEnds ? ofNamedEnds : [])].map((measure) => ({
    patient,
    caseId,
    view,
    measure,
    predicted: predicted[measure],
    reference: reference[measure],
  }));
}

/** The landmarks of the one frame of a phase, or nothing where there is none or several, or it cannot be measured in mm. */
function frameOf(rows: readonly LandmarkAnswer[], phase: Phase): readonly LandmarkAnswer[] | undefined {
  const ofPhase = rows.filter((row) => row.phase === phase && row.spacingMm !== null && roles[row.name] !== undefined);
  const isOneFrame = new Set(ofPhase.map(({ image }) => image)).size === 1;
  return isOneFrame && ofPhase.length === LANDMARKS_OF_AN_AXIS ? ofPhase : undefined;
}

function placed(rows: readonly LandmarkAnswer[], which: "predicted" | "reference"): LongAxisLandmarks {
  return Object.fromEntries(rows.map((row) => [roles[row.name]!, inMm(row[which], row.spacingMm!)]));
}

function inMm([x, y]: PlanePoint, [mmX, mmY]: readonly [number, number]) {
  return [x * mmX, y * mmY, 0] as const;
}

/** Agreement of what was found with what was marked: bias, limits, mean absolute error and ICC of every measure. */
export function longAxisMetrics(rows: readonly LongAxisAnswer[]): Metrics<LongAxisAnswer> {
  const measures = [...new Set(rows.map(({ measure }) => measure))];
  const entries = measures.flatMap((measure) =>
    Object.entries(agreementMetrics).map(
      ([name, of]) => [`${measure} ${name}`, (some: readonly LongAxisAnswer[]) => of(pairsOf(some, measure))] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** Cases where either side is not measurable are left out. */
function pairsOf(rows: readonly LongAxisAnswer[], measure: LongAxisAnswer["measure"]): Pair[] {
  return rows.flatMap(({ measure: own, predicted, reference }) =>
    own === measure && isMeasured(predicted) && isMeasured(reference) ? [{ predicted, reference }] : [],
  );
}

/** A line for each measure of each case; what is not measurable is empty, and the last cell says why. */
export function longAxisCsv(rows: readonly LongAxisAnswer[]): string {
  const lines = rows.map(({ patient, caseId, view, measure, predicted, reference }) =>
    csvLine([
      patient,
      caseId,
      view,
      measure,
      measuredCell(predicted),
      measuredCell(reference),
      reasonCell([predicted, reference]),
    ]),
  );
  return `${["patient,case,view,measure,predicted,reference,why", ...lines].join("\n")}\n`;
}
