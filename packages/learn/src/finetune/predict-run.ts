/** Predicts images with the folder of a fine-tuned model, into a folder of predictions. */
import { join, resolve } from "node:path";
import { ImagingError } from "@cmrkit/imaging";
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import { LearnError } from "../errors.ts";
import { filesSha256 } from "../weights/hash-file.ts";
import { isLandmarkTask } from "./landmarks/config.ts";
import { landmarksOfFrames } from "./landmarks/predict-frames.ts";
import { type FinetunedModel, openFinetuned } from "./open-finetuned.ts";
import { batchFor, type Predictor, predictImage } from "./predict.ts";
import { namesOf, type Prediction, type PredictionAnswer } from "./predict-answer.ts";
import { type DataSetSource, dataSetInputs } from "./predict-data-set.ts";
import { type FileSource, fileInputs } from "./predict-files.ts";
import { openPredictionFolder, type PredictionFolder, type PredictionRecord } from "./predict-folder.ts";
import type { PredictionInput } from "./predict-input.ts";
import { labelFiles } from "./predict-labels.ts";
import { predictorFor } from "./predict-views.ts";
import { predictionModel } from "./program.ts";
import { planeTurns, type TestTimeAugmentation } from "./test-time-augmentation.ts";

export type PredictionSource = DataSetSource | FileSource;

export interface PredictionRun {
  readonly modelFolder: string;
  readonly source: PredictionSource;
  /** Receives the predictions, or goes on with those of the same model and images. */
  readonly out: string;
  /** None unless told otherwise. */
  readonly testTimeAugmentation?: TestTimeAugmentation;
  readonly session?: SessionOptions;
  /** Told after each image, of those that were still to be predicted. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told of an image that cannot be predicted; the others go on. */
  readonly onRefused?: (refused: RefusedImage) => void;
  /** Told in one line of what may mislead. */
  readonly onNote?: (text: string) => void;
}

export interface RefusedImage {
  readonly case: string;
  readonly image: string;
  readonly kind: string;
  readonly message: string;
}

export interface PredictedImages {
  /** Of all images but the refused, in the order of the source. */
  readonly predictions: readonly Prediction[];
  /** How many of them were there before. */
  readonly kept: number;
  readonly refused: readonly RefusedImage[];
}

/**
 * Predicts what the folder does not hold yet.
 * @throws {LearnError} before anything is written: as `openFinetuned`; `data-missing` or `bad-input` when the source gives no
 *   whole images; `run-exists` when the folder holds anything else.
 */
export async function predictFinetuned(run: PredictionRun): Promise<PredictedImages> {
  const { modelFolder, source, out, testTimeAugmentation = "none", onNote = () => {} } = run;
  const opened = openFinetuned(modelFolder);
  const inputs = source.kind === "files" ? fileInputs(opened, source) : dataSetInputs(opened, source, onNote);
  const folder = openPredictionFolder(out, recordOf(run, opened), inputs);
  if (testTimeAugmentation !== "none") tellOfTurns(opened, onNote);
  const missing = inputs.filter((input) => !folder.isDone(input));
  const refused = missing.length === 0 ? [] : await predictAll(missing, run, opened, folder);
  return { predictions: folder.finish(), kept: inputs.length - missing.length, refused };
}

function tellOfTurns({ config: { task, augmentation } }: FinetunedModel, onNote: (text: string) => void): void {
  if (task.kind === "landmark-coordinates")
    onNote("coordinates are asked of the upright image alone: test-time augmentation changes nothing");
  else if (augmentation.flips === 0)
    onNote("the model learnt from upright images only: compare with and without test-time augmentation before use");
}

function recordOf({ modelFolder, source, testTimeAugmentation = "none" }: PredictionRun, opened: FinetunedModel) {
  const { config, model } = opened;
  const record: PredictionRecord = {
    modelSha256: filesSha256(["model.json", "weights.safetensors"].map((name) => join(modelFolder, name))),
    network: model.network.title,
    task: config.task,
    testTimeAugmentation,
    source:
      source.kind === "files"
        ? { ...source, paths: source.paths.map((path) => resolve(path)) }
        : { set: config.data.set, ...source, folder: resolve(source.folder) },
  };
  return record;
}

async function predictAll(
  inputs: readonly PredictionInput[],
  { session: options = {}, testTimeAugmentation = "none", onProgress, onRefused }: PredictionRun,
  opened: FinetunedModel,
  folder: PredictionFolder,
): Promise<RefusedImage[]> {
  const batch = batchFor(opened.model.views);
  const session = await openSession(predictionModel(opened.model, batch), options);
  const predictor = predictorOf(session, opened, batch, testTimeAugmentation);
  const refused: RefusedImage[] = [];
  try {
    for (const [i, input] of inputs.entries()) {
      const refusal = await predictOne(input, predictor, opened, folder);
      if (refusal) {
        refused.push(refusal);
        onRefused?.(refusal);
      }
      onProgress?.(i + 1, inputs.length);
    }
    return refused;
  } finally {
    await session.dispose();
  }
}

function predictorOf(
  session: Session,
  { weights, model }: FinetunedModel,
  batch: number,
  testTimeAugmentation: TestTimeAugmentation,
): Predictor {
  return { session, weights, batch, view: model.views[0], turns: planeTurns[testTimeAugmentation] };
}

/** Refuses what is wrong with an image; all else, such as a full disk, ends the run. */
async function predictOne(
  input: PredictionInput,
  predictor: Predictor,
  opened: FinetunedModel,
  folder: PredictionFolder,
): Promise<RefusedImage | undefined> {
  try {
    folder.add(input, await answerTo(input, predictor, opened, folder));
  } catch (error) {
    if (!(error instanceof LearnError || error instanceof ImagingError)) throw error;
    return { case: input.caseId, image: input.image, kind: error.kind, message: error.message };
  }
  return undefined;
}

async function answerTo(
  input: PredictionInput,
  predictor: Predictor,
  { config: { task }, model: { views } }: FinetunedModel,
  folder: PredictionFolder,
): Promise<PredictionAnswer> {
  const image = await input.read();
  const names = namesOf(task);
  if (task.kind === "segmentation")
    return {
      files: [...folder.writeLabels(input, await labelFiles(image, predictorFor(predictor, views, image), task))],
    };
  if (isLandmarkTask(task)) {
    const landmarks = await landmarksOfFrames(image.frames, predictor, task);
    const points = landmarks.flatMap(({ x, y }) => [x, y]);
    requireFinite(points, input);
    return { landmarks };
  }
  const frames: Record<string, number>[] = [];
  for (const frame of image.frames) {
    const answer = await predictImage(predictor, frame);
    requireFinite(answer, input);
    frames.push(Object.fromEntries(names.map((name, k) => [name, answer[k]!])));
  }
  return { frames };
}

function requireFinite(answer: readonly number[], { caseId, image }: PredictionInput): void {
  if (answer.every(Number.isFinite)) return;
  throw new LearnError(
    "bad-prediction",
    `case ${caseId}, ${image}: the model answers ${answer.join(", ")}; it is broken`,
  );
}
