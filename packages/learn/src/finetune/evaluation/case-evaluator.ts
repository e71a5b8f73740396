/** Predicts and scores one case after the other with an opened model. */
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import type { CaseImage, DataCase } from "../../datasets/data-set.ts";
import { LearnError } from "../../errors.ts";
import { chosenImages } from "../chosen-images.ts";
import type { FinetuneConfig } from "../config.ts";
import { type Answered, answersTo, type Outlines, outlinesOf, structureAnswers } from "../evaluate.ts";
import { type Example, examplesOf } from "../examples.ts";
import { predictedClasses } from "../native-labels.ts";
import type { NetworkViews } from "../networks/network-views.ts";
import { openFinetuned } from "../open-finetuned.ts";
import type { Predictor } from "../predict.ts";
import { requireChannels as requireModelChannels } from "../predict-input.ts";
import { predictorFor } from "../predict-views.ts";
import type { Model } from "../program.ts";
import { predictionModel } from "../program.ts";
import { readUnlabelled } from "../read-unlabelled.ts";
import { planeTurns, type TestTimeAugmentation } from "../test-time-augmentation.ts";
import { inSets, seenTogether } from "../view-sets.ts";
import type { CaseMasks } from "./case-masks.ts";
import { type MeasuredCase, measuresOf } from "./measured-case.ts";
import { framesWithStatedVolumes, type OutlinedFrame, statedVolumeMeasures } from "./stated-volumes.ts";

/** Plain data, so that it can be copied to another thread. */
export interface EvaluatorOptions {
  readonly modelFolder: string;
  /** The data set that images are of, where it is not the model's own. */
  readonly set?: string;
  readonly session?: SessionOptions;
  /** None unless told otherwise. */
  readonly testTimeAugmentation?: TestTimeAugmentation;
}

export interface EvaluatedCase {
  readonly rows: readonly Answered[];
  readonly measures: readonly MeasuredCase[];
  /** For each image of the case that was left out, why. */
  readonly leftOut: readonly string[];
}

export interface CaseEvaluator {
  /** @throws {LearnError} as reading does; `bad-image` when the images have other channels than the model's. */
  evaluate(each: DataCase): Promise<EvaluatedCase>;
  /** The masks of a segmentation's images; none for another task. @throws {LearnError} as `evaluate`. */
  masks(each: DataCase): Promise<readonly CaseMasks[]>;
  dispose(): Promise<void>;
}

/** Windows that are predicted at once. */
const BATCH = 4;

/** The configuration of a model, looking at another data set where one is named. */
export function configOn<Config extends FinetuneConfig>(config: Config, set: string | undefined): Config {
  return set === undefined ? config : { ...config, data: { ...config.data, set } };
}

/** @throws {LearnError} as `openFinetuned`. */
export async function openCaseEvaluator(options: EvaluatorOptions): Promise<CaseEvaluator> {
  const { modelFolder, set, session = {}, testTimeAugmentation = "none" } = options;
  const { weights, model, ...opened } = openFinetuned(modelFolder);
  const config = configOn(opened.config, set);
  const ort = await openSession(predictionModel(model, BATCH), session);
  const turns = planeTurns[testTimeAugmentation];
  const predictor: Predictor = { session: ort, weights, batch: BATCH, view: model.views[0], turns };
  const read = async (each: DataCase, onLeftOut: (because: string) => void = () => {}) =>
    requireChannels(await examplesOf([each], config, onLeftOut), model.channels);
  const masksOf = async (each: DataCase) => {
    const { task } = config;
    return task.kind === "segmentation"
      ? predictMasks(each, await read(each), { ...config, task }, predictor, model.views)
      : [];
  };
  return {
    evaluate: async (each) => {
      const { task } = config;
      if (task.kind !== "segmentation") {
        const rows: Answered[] = [];
        const leftOut: string[] = [];
        for (const example of await read(each, (because) => leftOut.push(because)))
          rows.push(...(await answersTo(example, task, predictor)));
        return { rows, measures: [], leftOut };
      }
      const frames = framesWithStatedVolumes(each);
      if (frames.length > 0) return volumesOf(each, frames, { ...config, task }, { predictor, model });
      const masks = await masksOf(each);
      const rows = masks.flatMap(({ example, image, outlines }) =>
        structureAnswers(example, image.view, task, outlines),
      );
      return { rows, measures: measuresOf(each, masks, task.classes), leftOut: [] };
    },
    masks: masksOf,
    dispose: () => ort.dispose(),
  };
}

type SegmentationConfig = FinetuneConfig & {
  readonly task: Extract<FinetuneConfig["task"], { readonly kind: "segmentation" }>;
};

interface SegmentedExample extends CaseMasks {
  readonly example: Example;
  readonly outlines: Outlines;
}

async function predictMasks(
  each: DataCase,
  examples: readonly Example[],
  config: SegmentationConfig,
  predictor: Predictor,
  views: NetworkViews,
): Promise<readonly SegmentedExample[]> {
  const images = chosenImages(each, config);
  const masks: SegmentedExample[] = [];
  for (const [i, example] of inSets(examples, views).flatMap(seenTogether).entries()) {
    const outlines = await outlinesOf(example.image, config.task, predictorFor(predictor, views, example));
    const { native } = example.image;
    const { classes: predicted } = outlines;
    masks.push({ example, outlines, image: images[i]!, native, predicted, reference: native.classes! });
  }
  return masks;
}

/** Of a case whose frames nobody outlined: what its volumes are, and no row. */
async function volumesOf(
  each: DataCase,
  frames: readonly CaseImage[],
  { task }: SegmentationConfig,
  { predictor, model }: { readonly predictor: Predictor; readonly model: Model },
): Promise<EvaluatedCase> {
  const outlined: OutlinedFrame[] = [];
  for (const frame of frames) {
    const { prepared } = await readUnlabelled(frame, each.id, model.views);
    requireModelChannels(prepared, model, `case ${each.id}, ${frame.name}`);
    outlined.push({ native: prepared.native, predicted: await predictedClasses(prepared, task, predictor) });
  }
  const about = { patient: each.patient, caseId: each.id };
  const measures = statedVolumeMeasures(outlined, each.facts, task.classes).map((pair) => ({ ...about, ...pair }));
  return { rows: [], measures, leftOut: [] };
}

function requireChannels(examples: readonly Example[], channels: number): readonly Example[] {
  const other = examples.find(({ image }) => image.size[0] !== channels);
  if (!other) return examples;
  const { caseId, name, image } = other;
  throw new LearnError(
    "bad-image",
    `case ${caseId}, ${name} has ${image.size[0]} channels, the model takes ${channels}; choose images by data.views and data.sequences`,
  );
}
