/** `cmr finetune`: from labelled patients and an encoder to a model, or on with a run that was stopped. */
import { join } from "node:path";
import {
  appendMetrics,
  type FinetuneConfig,
  type FinetunePlan,
  type FinetuneProgress,
  type Fold,
  finetune,
  type PatientCount,
  parsePatientLists,
  writeFinetuned,
} from "@cmrkit/learn";
import { Command, Option } from "commander";
import { Misuse } from "../failure.ts";
import { parseFold } from "../fold-option.ts";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { learningReporter } from "../learning-reporter.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { patientCount } from "../patient-count.ts";
import { replicasOption } from "../replicas-option.ts";
import { runRecorder } from "../run-recorder.ts";
import { stopRequest } from "../stop-request.ts";
import { wholeNumber } from "../whole-number.ts";
import { finetuneCardCommand } from "./finetune-card.ts";
import { addLoadingOptions, type LoadingFlags, loadingOf } from "./loading-options.ts";
import { addTaskOptions, configOfTask, configOnSet, setOption, type TaskFlags } from "./task-options.ts";

interface FinetuneFlags extends DeviceFlags, LoadingFlags, TaskFlags {
  /** This and the next are asked for when training runs: commander would ask a subcommand's caller for them too. */
  readonly data?: string;
  readonly out?: string;
  readonly set?: string;
  readonly encoder?: string;
  readonly labels: PatientCount;
  readonly seed?: number;
  readonly split?: string;
  readonly fold?: Fold;
  readonly replicas: number;
  readonly freeze?: true;
}

const NOTES = `
A task is a configuration of configs/finetune/: data set, what is learnt, network and schedule. The run folder receives
run.json (what ran), split.json (on whom), metrics.jsonl, checkpoint.safetensors, best.safetensors, and at the end model/.
Stop at any time with Ctrl-C; the same command goes on where it stopped, bit for bit.

All images are read and checked before training, those of the test too. Left out, and counted in one line, are whole cases that
owners publish without labels, other classes where task.others says so, and of landmark tasks images without landmarks.
Prepared, images stay in memory as far as --memory goes, shared by all threads; those of a larger data set are read and
prepared again whenever they are drawn, which more --workers do ahead. Neither option changes what is learnt.

Example:
  cmr finetune --task acdc-segmentation-unet --data ../shared/data/acdc --labels 8 --out runs/unet-8
  cmr finetune --task acdc-segmentation-vit --data ../shared/data/acdc --split runs/unet-8/split.json --out runs/vit
  cmr finetune --task lax4ch-landmarks-heatmap --data ../shared/data/lax4ch --out runs/lax4ch`;

export function finetuneCommand(io: CliIo): Command {
  return addTaskOptions(addLoadingOptions(addDeviceOptions(new Command("finetune"))))
    .description("fine-tune an encoder, or train a network from scratch, on labelled patients")
    .option("--data <dir>", "folder of the data set, as its owners lay it out (required)")
    .option("--out <dir>", "run folder; one with a checkpoint is continued (required)")
    .addOption(setOption())
    .option("--encoder <file>", "pre-trained weights; fresh ones without")
    .option("--labels <count>", "training patients whose labels are used: 8, 5% or all", patientCount, "all")
    .option("--seed <n>", "seed of split, labels, weights and batches, instead of the configuration's", wholeNumber(0))
    .addOption(
      new Option(
        "--split <file>",
        "patients of each side by name, such as an earlier run's split.json; or owners, for the sides that the set's owners published",
      ),
    )
    .addOption(
      new Option(
        "--fold <k/n>",
        "test on the k-th of n folds, as 1/5; the configuration says how many of the rest validate",
      )
        .argParser(parseFold)
        .conflicts("split"),
    )
    .addOption(replicasOption())
    .option("--freeze", "leave the encoder as it is")
    .addHelpText("after", NOTES)
    .addCommand(finetuneCardCommand(io))
    .action((flags: FinetuneFlags) => run(flags, io));
}

/** The configuration as the flags change it. */
function configOf(flags: FinetuneFlags): FinetuneConfig {
  const config = configOnSet(configOfTask(flags), flags.set);
  const { seed = config.seed, split } = flags;
  return { ...config, seed, split: splitOf(config.split, split) };
}

/** The configuration's own, the owners' with as many to validate, or that of a file. */
function splitOf(own: FinetuneConfig["split"], asked: string | undefined): FinetuneConfig["split"] {
  if (asked === undefined) return own;
  if (asked !== OWNERS) return parsePatientLists(readJsonFile(asked), asked);
  return { owners: true, ...(typeof own.validation === "string" && { validation: own.validation }) };
}

/** What `--split` says for the sides that the set's owners published. */
const OWNERS = "owners";

/** @throws {Misuse} when the option was left out. */
function given(option: string, value: string | undefined): string {
  if (value === undefined) throw new Misuse(`required option '${option} <dir>' not specified`);
  return value;
}

const LINE_EVERY = 10;

async function run(flags: FinetuneFlags, io: CliIo): Promise<void> {
  const { encoder, labels, freeze, fold } = flags;
  const [data, out] = [given("--data", flags.data), given("--out", flags.out)];
  const config = configOf(flags);
  const reporter = learningReporter(io);
  const record = runRecorder(out, { config, encoder, labels, fold, freezes: freeze ?? false });
  const stop = stopRequest();
  const trained = await finetune({
    dataFolder: data,
    runFolder: out,
    config,
    labels,
    freezes: freeze ?? false,
    replicas: flags.replicas,
    loading: loadingOf(flags, io),
    session: sessionOptions(flags),
    shouldStop: () => stop.isRequested,
    onPlan: (plan) => {
      reporter.note(planLine(plan));
      record(plan.split, 0);
    },
    onNote: reporter.note,
    onUpdate: (progress) => {
      if (progress.step % LINE_EVERY === 0) appendMetrics(out, metricsLine(progress));
      reporter.update(progress);
    },
    ...(encoder !== undefined && { encoder }),
    ...(fold && { fold }),
  });
  record(trained.plan.split, trained.step);
  const { best } = trained;
  if (!trained.isDone || !best) {
    reporter.note(`stopped after step ${trained.step}; the same command goes on from there`);
    return;
  }
  const model = join(out, "model");
  writeFinetuned(model, { ...trained, best }, config);
  reporter.note(`the model of step ${best.step} is in ${model}`);
}

function planLine({ split, labelled, test }: FinetunePlan): string {
  const held = `${split.validation.length} for validation, ${test.length === 0 ? "none" : split.test.length} for the test`;
  return `learning from ${labelled.length} of ${split.training.length} training patients; ${held}`;
}

function metricsLine({ step, scalars, metrics, waitedShare }: FinetuneProgress): Record<string, number> {
  return { step, learningRate: scalars.learningRate!, ...metrics, waitedShare };
}
