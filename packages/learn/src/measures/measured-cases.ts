/** The hearts of a data set measured one by one, from its own masks or from a model's. */
import { CardiacError, type SliceChoice, structures } from "@cmrkit/cardiac";
import { type Grid, type LabelVolume, type Volume, voxelsPerFrame } from "@cmrkit/imaging";
import { type CaseImage, type CasePixels, type DataCase, phases } from "../datasets/data-set.ts";
import { readCaseImage } from "../datasets/read-case-image.ts";
import { centredGrid } from "../loading/preprocess.ts";
import type { PhaseLabels } from "../segmentation/label-phases.ts";
import { type HeartMeasures, heartMeasures } from "./heart-measures.ts";

export interface MeasuredHeart {
  readonly caseId: string;
  readonly patient: string;
  /** Diagnosis as the data set names it. */
  readonly group?: string;
  readonly measures: HeartMeasures;
}

/** A case that has no numbers, and why. */
export interface UnmeasuredHeart {
  readonly caseId: string;
  readonly because: string;
}

/** Labels of both phases by a model, of images on one grid. */
export type LabelBoth = (ed: Volume, es: Volume) => Promise<PhaseLabels>;

export interface MeasuringCase {
  /** What labels the images; without it, the data set's own masks are measured. */
  readonly labelBoth?: LabelBoth | undefined;
  /** Which slices count to the volumes; all that are labelled unless told otherwise. */
  readonly slices?: SliceChoice | undefined;
}

/**
 * Measures one case.
 * @throws {LearnError} as `readCaseImage`.
 */
export async function measureCase(
  each: DataCase,
  { labelBoth, slices }: MeasuringCase = {},
): Promise<MeasuredHeart | UnmeasuredHeart> {
  const { id: caseId, patient, facts } = each;
  const [ed, es] = phases.map((phase) => each.images.find((image) => isCine(image, phase)));
  if (!ed || !es) return { caseId, because: "it has no short-axis cine of both phases" };
  const pixels = { ed: await readCaseImage(ed, caseId), es: await readCaseImage(es, caseId) };
  if (pixels.ed.spacingMm === null || pixels.es.spacingMm === null)
    return { caseId, because: "the size of a pixel is not known" };
  const labels = labelBoth ? await labelBoth(volumeOf(pixels.ed), volumeOf(pixels.es)) : ownLabels(pixels);
  if (!labels) return { caseId, because: "it has no masks" };
  try {
    const measures = heartMeasures(labels, facts, slices);
    return { caseId, patient, ...(facts.group !== undefined && { group: facts.group }), measures };
  } catch (error) {
    if (error instanceof CardiacError && error.kind === "label-order") return { caseId, because: error.message };
    throw error;
  }
}

function isCine({ view, sequence, phase }: CaseImage, wanted: "ed" | "es"): boolean {
  return view === "sax" && sequence === "cine" && phase === wanted;
}

function ownLabels({ ed, es }: Readonly<Record<"ed" | "es", CasePixels>>): PhaseLabels | undefined {
  const [ofEd, ofEs] = [labelsOf(ed), labelsOf(es)];
  return ofEd && ofEs && { ed: ofEd, es: ofEs };
}

/** In cmrkit's numbers; what is none of the three structures is background. */
function labelsOf({ labels, labelNames, ...pixels }: CasePixels): LabelVolume | undefined {
  if (!labels) return undefined;
  const numbers = [
    0,
    ...labelNames.map((name) => (name in structures ? structures[name as keyof typeof structures].label : 0)),
  ];
  return { grid: gridOf(pixels), frameCount: 1, labels: labels.map((k) => numbers[k]!) };
}

/** The first channel. */
function volumeOf(pixels: CasePixels): Volume {
  const grid = gridOf(pixels);
  return { grid, frameCount: 1, data: pixels.data.subarray(0, voxelsPerFrame(grid)) };
}

function gridOf({ grid, size: [, ...size], spacingMm }: Pick<CasePixels, "grid" | "size" | "spacingMm">): Grid {
  return grid ?? centredGrid(size, spacingMm!);
}
