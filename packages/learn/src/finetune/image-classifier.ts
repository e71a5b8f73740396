/** A fine-tuned classifier of sequence and view, asked about single planes: one of the witnesses by which a study's series are recognised. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type ClassifiedKind, type ClassifyPlane, type GreyPlane, isSequenceName, isViewName } from "@cmrkit/study";
import { LearnError } from "../errors.ts";
import { type FactName, isImageFact } from "./class-fact.ts";
import type { TaskConfig } from "./config.ts";
import { type FinetunedModel, openFinetuned } from "./open-finetuned.ts";
import { predictImage } from "./predict.ts";
import { type PreparedImage, prepareImage } from "./prepared-image.ts";
import { predictionModel } from "./program.ts";

export interface ImageClassifier {
  readonly classify: ClassifyPlane;
  readonly dispose: () => Promise<void>;
}

/**
 * Opens the model folder of a classification of sequence, view or both.
 * @throws {LearnError} as `openFinetuned`; `bad-input` when the model answers something else, or takes several channels.
 */
export async function openImageClassifier(folder: string, options: SessionOptions = {}): Promise<ImageClassifier> {
  const opened = openFinetuned(folder);
  const { fact, classes } = imageTask(opened, folder);
  const session = await openSession(predictionModel(opened.model, 1), options);
  const predictor = { session, weights: opened.weights, batch: 1, view: opened.model.views[0] };
  return {
    classify: async (plane) => {
      const probabilities = await predictImage(predictor, preparedPlane(plane, opened));
      return classes.map((name, k) => ({ ...kindOfClass(name, fact), probability: probabilities[k]! }));
    },
    dispose: () => session.dispose(),
  };
}

function imageTask(
  { config, model }: FinetunedModel,
  folder: string,
): TaskConfig & { readonly kind: "classification" } {
  const { task } = config;
  if (task.kind === "classification" && isImageFact(task.fact) && model.channels === 1) return task;
  const what = "a classifier of series tells sequence, view or both from images of one channel";
  throw new LearnError(
    "bad-input",
    `${what}; the model of ${folder} does not: see configs/finetune/image-kind-vit.json`,
  );
}

function preparedPlane({ data, rows, columns, pixelSpacingMm }: GreyPlane, { config }: FinetunedModel): PreparedImage {
  const [rowMm, columnMm] = pixelSpacingMm;
  const pixels = { data, size: [1, 1, rows, columns], spacingMm: [1, rowMm, columnMm], labelNames: [] } as const;
  return prepareImage(pixels, config.window, undefined, "plane");
}

/** Class names are those of catalogues, which call flow `phase_contrast`; what a study has no name for counts as not said. */
function kindOfClass(name: string, fact: FactName): Omit<ClassifiedKind, "probability"> {
  const words = name.split(" ");
  const sequence = fact === "view" ? "" : (words[0] ?? "").replace("phase_contrast", "flow");
  const view = fact === "sequence" ? "" : (words.at(-1) ?? "");
  return { ...(isSequenceName(sequence) && { sequence }), ...(isViewName(view) && { view }) };
}
