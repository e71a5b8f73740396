/** The cases that a segmentation does worst on, predicted once more with their images, to be looked at. */
import { isMeasured } from "@cmrkit/cardiac";
import { readCaseImage } from "../../datasets/read-case-image.ts";
import { isStructure, meanValue, type Of } from "../evaluate.ts";
import { type EvaluatedModel, type EvaluationRun, evaluatedCases } from "../evaluate-run.ts";
import { openCaseEvaluator } from "./case-evaluator.ts";
import type { CaseMasks } from "./case-masks.ts";

export interface PicturedCase {
  readonly caseId: string;
  readonly meanDice: number;
  readonly images: readonly PicturedImage[];
}

export interface PicturedImage {
  readonly masks: CaseMasks;
  /** (Z, Y, X) of the first channel, on the native grid. */
  readonly intensities: Float32Array;
}

const WORST = 3;

/**
 * The three of the lowest mean Dice over images and structures, the worst first; none for another task.
 * @throws {LearnError} as evaluating did.
 */
export async function worstCases(run: EvaluationRun, { rows }: EvaluatedModel): Promise<readonly PicturedCase[]> {
  const worst = lowestDice(rows.filter(isStructure)).slice(0, WORST);
  if (worst.length === 0) return [];
  const { cases } = evaluatedCases(run);
  const evaluator = await openCaseEvaluator(run);
  try {
    const pictured: PicturedCase[] = [];
    for (const { caseId, meanDice } of worst) {
      const masks = await evaluator.masks(cases.find(({ id }) => id === caseId)!);
      const images = await Promise.all(masks.map((own) => withIntensities(own, caseId)));
      pictured.push({ caseId, meanDice, images });
    }
    return pictured;
  } finally {
    await evaluator.dispose();
  }
}

function lowestDice(rows: readonly Of<"structure">[]) {
  return [...Map.groupBy(rows, ({ caseId }) => caseId)]
    .flatMap(([caseId, own]) => {
      const dice = meanValue(own.flatMap((row) => (isMeasured(row.dice) ? [{ value: row.dice }] : [])));
      return isMeasured(dice) ? [{ caseId, meanDice: dice }] : [];
    })
    .sort((a, b) => a.meanDice - b.meanDice);
}

async function withIntensities(masks: CaseMasks, caseId: string): Promise<PicturedImage> {
  const { data, size } = await readCaseImage(masks.image, caseId);
  return { masks, intensities: data.subarray(0, size[1] * size[2] * size[3]) };
}
