/** `cmr finetune`: from labelled patients and an encoder to a model, or on with a run that was stopped. */
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
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { runRecorder } from "../run-recorder.ts";
import { stopRequest } from "../stop-request.ts";
import { readJsonFile } from "./pretrain-options.ts";
import { pretrainReporter } from "./pretrain-reporter.ts";

interface FinetuneFlags extends DeviceFlags {
  readonly config: string;
  readonly data: string;
  readonly out: string;
  readonly encoder?: string;
  readonly labels: PatientCount;
  readonly seed?: number;
  readonly freeze?: true;
}

const NOTES = `
The configuration names data set, task, network and schedule; configs/finetune/ has one for each. The run folder receives
run.json (what ran, on whom), metrics.jsonl, checkpoint.safetensors, best.safetensors, and at the end model/. Stop at any
time with Ctrl-C; the same command goes on where it stopped, bit for bit.

Example:
  cmr finetune --config configs/finetune/acdc-segmentation-unet.json --data ../shared/data/acdc --labels 8 --out runs/unet-8`;

export function finetuneCommand(io: CliIo): Command {
  return addDeviceOptions(new Command("finetune"))
    .description("fine-tune an encoder, or train a network from scratch, on labelled patients")
    .requiredOption("--config <file>", "data set, task, network and schedule")
    .requiredOption("--data <dir>", "folder of the data set, as its owners lay it out")
    .requiredOption("--out <dir>", "run folder; one with a checkpoint is continued")
    .option("--encoder <file>", "pre-trained weights; fresh ones without")
    .option("--labels <count>", "training patients whose labels are used: 8, 5% or all", parsePatientCount, "all")
    .option("--seed <n>", "seed of split, labels, weights and batches, instead of the configuration's", Number)
    .option("--freeze", "leave the encoder as it is")
    .addHelpText("after", NOTES)
    .action((flags: FinetuneFlags) => run(flags, io));
}

const LINE_EVERY = 10;

async function run(flags: FinetuneFlags, io: CliIo): Promise<void> {
  const { data, out, encoder, labels, freeze } = flags;
  const json = readJsonFile(flags.config);
  const parsed = parseFinetuneConfig(json, flags.config);
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
