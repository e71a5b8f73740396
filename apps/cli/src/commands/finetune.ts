/** `cmr finetune`: from labelled patients and an encoder to a model, or on with a run that was stopped. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  appendMetrics,
  type FinetunePlan,
  finetune,
  type PatientCount,
  parseFinetuneConfig,
  parsePatientCount,
  type TrainingProgress,
  writeFinetuned,
} from "@cmrkit/learn";
import { Command, Option } from "commander";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { runRecorder } from "../run-recorder.ts";
import { stopRequest } from "../stop-request.ts";
import { finetuneCardCommand } from "./finetune-card.ts";
import { readJsonFile } from "./pretrain-options.ts";
import { pretrainReporter } from "./pretrain-reporter.ts";

interface FinetuneFlags extends DeviceFlags {
  readonly task?: string;
  readonly config?: string;
  /** This and the next are asked for when training runs: commander would ask a subcommand's caller for them too. */
  readonly data?: string;
  readonly out?: string;
  readonly encoder?: string;
  readonly labels: PatientCount;
  readonly seed?: number;
  readonly freeze?: true;
}

const NOTES = `
A task is a configuration of configs/finetune/: data set, what is learnt, network and schedule. The run folder receives
run.json (what ran, on whom), metrics.jsonl, checkpoint.safetensors, best.safetensors, and at the end model/. Stop at any
time with Ctrl-C; the same command goes on where it stopped, bit for bit.

Example:
  cmr finetune --task acdc-segmentation-unet --data ../shared/data/acdc --labels 8 --out runs/unet-8`;

const CONFIGS = join(import.meta.dirname, "../../../../configs/finetune");

export function finetuneCommand(io: CliIo): Command {
  return addDeviceOptions(new Command("finetune"))
    .description("fine-tune an encoder, or train a network from scratch, on labelled patients")
    .addOption(new Option("--task <name>", "what is learnt from what, by which network").choices(taskNames()))
    .addOption(new Option("--config <file>", "a configuration of one's own, instead of --task").conflicts("task"))
    .option("--data <dir>", "folder of the data set, as its owners lay it out (required)")
    .option("--out <dir>", "run folder; one with a checkpoint is continued (required)")
    .option("--encoder <file>", "pre-trained weights; fresh ones without")
    .option("--labels <count>", "training patients whose labels are used: 8, 5% or all", parsePatientCount, "all")
    .option("--seed <n>", "seed of split, labels, weights and batches, instead of the configuration's", Number)
    .option("--freeze", "leave the encoder as it is")
    .addHelpText("after", NOTES)
    .addCommand(finetuneCardCommand(io))
    .action((flags: FinetuneFlags) => run(flags, io));
}

function taskNames(): string[] {
  const files = readdirSync(CONFIGS).filter((file) => file.endsWith(".json"));
  return files.map((file) => file.slice(0, -".json".length)).sort();
}

/** @throws {Misuse} when neither is given. */
function configPath({ task, config }: FinetuneFlags): string {
  if (config !== undefined) return config;
  if (task !== undefined) return join(CONFIGS, `${task}.json`);
  throw new Misuse(`say what is to be learnt: --task with one of ${taskNames().join(", ")}, or --config with a file`);
}

/** @throws {Misuse} when the option was left out. */
function given(option: string, value: string | undefined): string {
  if (value === undefined) throw new Misuse(`required option '${option} <dir>' not specified`);
  return value;
}

const LINE_EVERY = 10;

async function run(flags: FinetuneFlags, io: CliIo): Promise<void> {
  const { encoder, labels, freeze } = flags;
  const [data, out] = [given("--data", flags.data), given("--out", flags.out)];
  const path = configPath(flags);
  const parsed = parseFinetuneConfig(readJsonFile(path), path);
  const config = flags.seed === undefined ? parsed : { ...parsed, seed: flags.seed };
  const reporter = pretrainReporter(io);
  const record = runRecorder(out, { config, encoder, labels, freezes: freeze ?? false });
  const stop = stopRequest();
  const trained = await finetune({
    dataFolder: data,
    runFolder: out,
    config,
    labels,
    freezes: freeze ?? false,
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

function metricsLine({ step, scalars, metrics }: TrainingProgress): Record<string, number> {
  return { step, learningRate: scalars.learningRate!, ...metrics };
}
