/** `cmr train segmentation`: trains on labelled patients, or goes on with a run that was stopped. */
import { join } from "node:path";
import {
  appendMetrics,
  dataSets,
  type Fold,
  type FurtherFolder,
  type HeartCase,
  modelOrigin,
  parseSegmentationConfig,
  readHeart,
  readModelWeights,
  readTrainingFacts,
  type SegmentationConfig,
  scorePatient,
  segmentationModel,
  splitSet,
  summarise,
  type TrainingProgress,
  trainSegmentation,
  writeSegmentationModel,
} from "@cmrkit/learn";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type Segmenter, segmenterOf } from "@cmrkit/study";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { Command, InvalidArgumentError, Option } from "commander";
import { parseFold } from "../fold-option.ts";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { replicasOption } from "../replicas-option.ts";
import { runRecorder } from "../run-recorder.ts";
import { stopRequest } from "../stop-request.ts";
import { trainingReporter } from "../training-reporter.ts";
import { wholeNumber } from "../whole-number.ts";
import { trainAverageCommand } from "./train-average.ts";
import { trainEnsembleCommand } from "./train-ensemble.ts";
import { trainImageCheckCommand } from "./train-image-check.ts";
import { trainJudgeCommand } from "./train-judge.ts";

const DEFAULT_CONFIG = join(import.meta.dirname, "../../../../configs/segmentation-cine-sax.json");

interface TrainOptions extends DeviceFlags {
  readonly config: string;
  readonly data: string;
  readonly out: string;
  readonly name: string;
  readonly from?: string;
  readonly more?: readonly FurtherFolder[];
  readonly fold?: Fold;
  readonly workers: number;
  readonly replicas: number;
}

const NOTES = `
The run folder receives run.json (what ran, on what), metrics.jsonl, checkpoint.safetensors and, at the end, model/, which
cmr analyze --model opens. Stop at any time with Ctrl-C; the same command goes on where it stopped, bit for bit.

Example:
  cmr train segmentation --data ../shared/data/acdc --out runs/cine-sax`;

export function trainCommand(io: CliIo): Command {
  const segmentation = addDeviceOptions(new Command("segmentation"))
    .description("train the short-axis cine segmentation network on labelled hearts")
    .requiredOption(
      "--data <dir>",
      "folder of the data set that the configuration names: acdc, unless changed, as its owners lay it out",
    )
    .requiredOption("--out <dir>", "run folder; one with a checkpoint is continued")
    .addOption(
      new Option("--config <file>", "configuration").default(DEFAULT_CONFIG, "configs/segmentation-cine-sax.json"),
    )
    .option(
      "--from <dir>",
      "model folder whose weights the run starts from, instead of fresh ones; whom that model held out is held out again",
    )
    .option(
      "--more <set=dir...>",
      "further folders to learn from, each with its data set; nobody in them validates",
      addFolder,
    )
    .addOption(
      new Option(
        "--fold <k/n>",
        "hold out the k-th of n folds of patients, as 1/5, instead of a number of them",
      ).argParser(parseFold),
    )
    .option("--workers <n>", "threads that make batches; 0 makes them between updates", wholeNumber(0), 1)
    .addOption(replicasOption())
    .option("--name <name>", "name of the model", "cmrkit cine SAX segmentation")
    .addHelpText("after", NOTES)
    .action((options: TrainOptions) => train(options, io));
  return new Command("train")
    .description("train a model")
    .addCommand(segmentation)
    .addCommand(trainAverageCommand(io))
    .addCommand(trainEnsembleCommand(io))
    .addCommand(trainJudgeCommand(io))
    .addCommand(trainImageCheckCommand(io));
}

async function train(
  { config: path, data, out, name, from, more, fold, workers, replicas, ...flags }: TrainOptions,
  io: CliIo,
): Promise<void> {
  const config = parseSegmentationConfig(readJsonFile(path), path);
  const session = sessionOptions(flags);
  const reporter = trainingReporter(io);
  const stop = stopRequest();
  const holdOut = { ...(fold && { fold }), ...(from !== undefined && { origin: readTrainingFacts(from) }) };
  const { hearts, split } = splitSet(data, config, holdOut);
  const heldOut = hearts.filter(({ id }) => split.validation.includes(id));
  const recorder = runRecorder(out, config);
  const record = (step: number) => recorder(split, step);
  const trained = await trainSegmentation({
    config,
    dataFolder: data,
    runFolder: out,
    session,
    workers,
    replicas,
    ...holdOut,
    ...(more && { further: more }),
    ...(from !== undefined && { initialWeights: readModelWeights(from) }),
    shouldStop: () => stop.isRequested,
    onUpdate: (progress) => {
      reporter.update(progress);
      if (progress.step % LINE_EVERY === 0) appendMetrics(out, metricsLine(progress));
    },
    validate: async (weights, step) => {
      const segmenter = await segmenterInTraining(weights, config, session);
      const meanDice = await meanDiceOf(heldOut, { config, segmenter }, (done) =>
        reporter.validating(done, heldOut.length),
      );
      appendMetrics(out, { step, validationDice: meanDice });
      reporter.validated(step, meanDice);
      record(step);
    },
  });
  record(trained.step);
  if (trained.step < config.optimiser.steps) {
    reporter.note(`stopped after step ${trained.step}; the same command goes on from there`);
    return;
  }
  const model = join(out, "model");
  writeSegmentationModel(model, name, trained.weights, {
    config,
    split,
    steps: trained.step,
    ...(trained.further.length > 0 && { further: trained.further }),
    ...(from !== undefined && { from: modelOrigin(from) }),
  });
  reporter.note(`the model is in ${model}`);
}

function addFolder(text: string, before: readonly FurtherFolder[] = []): readonly FurtherFolder[] {
  const [, set, folder] = /^([a-z0-9-]+)=(.+)$/.exec(text) ?? [];
  if (set === undefined || folder === undefined || !dataSets.has(set))
    throw new InvalidArgumentError(
      `expected a data set and its folder, as in mnms=/data/mnms; data sets are ${[...dataSets.keys()].join(", ")}.`,
    );
  return [...before, { set, folder }];
}

const LINE_EVERY = 50;

function metricsLine({ step, scalars, metrics }: TrainingProgress): Record<string, number> {
  return { step, learningRate: scalars.learningRate!, ...metrics };
}

async function segmenterInTraining(
  weights: NamedTensors,
  config: SegmentationConfig,
  options: SessionOptions,
): Promise<Segmenter> {
  const session = await openSession({ bytes: segmentationModel(config), weights }, options);
  return segmenterOf(session, config.plan, { name: "in training", sha256: "", licence: "" });
}

interface Validation {
  readonly config: SegmentationConfig;
  /** Freed at the end. */
  readonly segmenter: Segmenter;
}

async function meanDiceOf(
  patients: readonly HeartCase[],
  { config, segmenter }: Validation,
  onProgress: (done: number) => void,
): Promise<number> {
  const scores = [];
  for (const patient of patients) {
    scores.push(await scorePatient(await readHeart(patient), segmenter));
    onProgress(scores.length);
  }
  await segmenter.dispose();
  const { mean } = summarise(scores, randomStream(config.seed)).meanDice;
  return typeof mean === "number" ? mean : Number.NaN;
}
