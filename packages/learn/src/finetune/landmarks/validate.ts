/** The number by which a landmark model is kept: the negative mean distance, as CineMA stops by the distance. */
import { distance } from "@cmrkit/cardiac/landmarks";
import type { Example } from "../examples.ts";
import type { Predictor } from "../predict.ts";
import { type LandmarkAnswer, landmarkAnswers } from "./answers.ts";
import type { LandmarkTask } from "./config.ts";

/** In mm; in native pixels, and called so, where the size of a pixel is not known of every image. */
export async function negativeMeanDistance(
  task: LandmarkTask,
  examples: AsyncIterable<Example>,
  predictor: Predictor,
): Promise<{ readonly name: string; readonly value: number }> {
  const answers: LandmarkAnswer[] = [];
  for await (const example of examples) answers.push(...(await landmarkAnswers(example, task, predictor)));
  const isMm = answers.every(({ spacingMm }) => spacingMm !== null);
  const distances = answers.map((answer) =>
    isMm ? answer.distance.value : distance(answer.predicted, answer.reference),
  );
  const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
  return { name: `negative mean distance in ${isMm ? "mm" : "pixels"}`, value: -mean };
}
