/** What a fine-tuned model says of an image, as it is kept and shown. */
import { csvCell } from "@cmrkit/study";
import { z } from "zod";
import { mostProbableIndex } from "../metrics/classified-case.ts";
import type { TaskConfig } from "./config.ts";
import { landmarkNames } from "./landmarks/config.ts";
import { targetUnits } from "./targets.ts";

/** Frame and slice from 1; x and y from the centre of the slice's first pixel, in native pixels and in mm where their size is known. */
const foundLandmarkSchema = z.strictObject({
  frame: z.int(),
  slice: z.int(),
  landmark: z.string(),
  x: z.number(),
  y: z.number(),
  xMm: z.number().optional(),
  yMm: z.number().optional(),
  /** Of `readLandmarks`, where heat maps tell it. */
  confidence: z.number().optional(),
});

const answerSchema = z.union([
  /** Of a segmentation: where its labels are. */
  z.strictObject({ files: z.array(z.string()) }),
  /** For each frame, the probability of each class, or the value of each target, by name. */
  z.strictObject({ frames: z.array(z.record(z.string(), z.number())) }),
  /** Each landmark in each slice of each frame. */
  z.strictObject({ landmarks: z.array(foundLandmarkSchema) }),
]);

export type LandmarkInSlice = Readonly<z.infer<typeof foundLandmarkSchema>>;

/** A line of `predictions.jsonl`. */
export const predictionSchema = z.object({ case: z.string(), image: z.string(), answer: answerSchema });

export type PredictionAnswer = Readonly<z.infer<typeof answerSchema>>;
export type Prediction = Readonly<z.infer<typeof predictionSchema>>;

const landmarkHeading = () => ["frame", "slice", "landmark", "x", "y", "x_mm", "y_mm", "confidence"];

const headings = {
  segmentation: () => ["files"],
  classification: (task) => ["frame", "class", ...namesOf(task).map((name) => `probability ${name}`)],
  regression: () => ["frame", "target", "value", "unit"],
  "landmark-heatmap": landmarkHeading,
  "landmark-coordinates": landmarkHeading,
} as const satisfies Readonly<Record<TaskConfig["kind"], (task: TaskConfig) => readonly string[]>>;

/** A line for each image, and where it has several for each frame, from 1, each target, slice and landmark. */
export function predictionsCsv(predictions: readonly Prediction[], task: TaskConfig): string {
  const lines = predictions.flatMap(({ case: caseId, image, answer }) =>
    cellsOf(answer, task).map((cells) => [caseId, image, ...cells]),
  );
  const table = [["case", "image", ...headings[task.kind](task)], ...lines];
  return table.map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");
}

/** The names that an answer for an image is given under, in the order of the network's outputs. */
export function namesOf(task: TaskConfig): readonly string[] {
  switch (task.kind) {
    case "segmentation":
      return Object.keys(task.classes);
    case "classification":
      return task.classes;
    case "regression":
      return task.targets;
    case "landmark-heatmap":
    case "landmark-coordinates":
      return landmarkNames(task.landmarks);
  }
}

function cellsOf(answer: PredictionAnswer, task: TaskConfig): string[][] {
  if ("files" in answer) return [[answer.files.join(" ")]];
  if ("landmarks" in answer) return answer.landmarks.map(landmarkCells);
  return answer.frames.flatMap((frame, t) =>
    (task.kind === "regression" ? valueCells(frame, task) : [classCells(frame, task)]).map((cells) => [
      `${t + 1}`,
      ...cells,
    ]),
  );
}

function landmarkCells({ frame, slice, landmark, x, y, xMm, yMm, confidence }: LandmarkInSlice): string[] {
  const cell = (value: number | undefined) => (value === undefined ? "" : value.toFixed(3));
  return [`${frame}`, `${slice}`, landmark, ...[x, y, xMm, yMm, confidence].map(cell)];
}

function valueCells(
  values: Readonly<Record<string, number>>,
  { targets }: TaskConfig & { readonly kind: "regression" },
): string[][] {
  return targets.map((name) => [name, `${values[name]}`, targetUnits[name]]);
}

/** The most probable class, and what it is chosen by. */
function classCells(frame: Readonly<Record<string, number>>, task: TaskConfig): string[] {
  const names = namesOf(task);
  const probabilities = names.map((name) => frame[name]!);
  return [names[mostProbableIndex(probabilities)]!, ...probabilities.map((p) => p.toFixed(6))];
}
