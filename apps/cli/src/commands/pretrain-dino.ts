/** `cmr pretrain dino`: trains a vision transformer by DINO, or goes on with a run that was stopped. */
import { join } from "node:path";
import { type DinoPlan, parseDinoConfig, pretrainDino } from "@cmrkit/learn";
import { Command, Option } from "commander";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { addPretrainOptions, type PretrainFlags } from "./pretrain-options.ts";
import { pretrainProcess } from "./pretrain-process.ts";
import { sharedRun, tellOutcome, weightsFrom } from "./pretrain-run.ts";

const DEFAULT_CONFIG = join(import.meta.dirname, "../../../../configs/pretrain-dino.json");

const NOTES = `
The run folder receives run.json (what ran, on what), metrics.jsonl, checkpoint.safetensors, pictures/ (images beside what
each head of the class token attends to), and at the end curve.svg and model/ with the teacher's backbone under the names
of timm and DINO. Stop at any time with Ctrl-C; the same command goes on where it stopped, bit for bit.
configs/pretrain-dino-tiny.json is a small model for two cores.

Example:
  cmr pretrain dino --catalogue images.sqlite --out runs/dino --config configs/pretrain-dino-tiny.json --cache /tmp/images`;

export function pretrainDinoCommand(io: CliIo): Command {
  return addPretrainOptions(new Command("dino"))
    .description("pre-train a vision transformer on single slices by self-distillation (DINO)")
    .addOption(new Option("--config <file>", "configuration").default(DEFAULT_CONFIG, "configs/pretrain-dino.json"))
    .addHelpText("after", NOTES)
    .action((flags: PretrainFlags) => pretrain(flags, io));
}

async function pretrain(flags: PretrainFlags, io: CliIo): Promise<void> {
  const json = readJsonFile(flags.config);
  const config = parseDinoConfig(json, flags.config);
  const ofProcess = await pretrainProcess(flags, json, io);
  const { plan, ...trained } = await pretrainDino({
    ...sharedRun(flags, ofProcess, io),
    config,
    onPlan: (planned) => ofProcess.reporter.note(planLine(planned)),
    onSaved: (step, planned) => ofProcess.record(dataFacts(planned), step),
    ...(flags.from !== undefined && { initialBackbone: await weightsFrom(flags.from) }),
  });
  tellOutcome(flags, ofProcess, {
    modelFolder: undefined,
    ...trained,
    steps: plan.length.updates,
    facts: dataFacts(plan),
  });
}

/** What is learnt from, before anything is trained. */
function planLine({ data, length }: DinoPlan): string {
  const { trainingImages, trainingSlices, heldOutImages, heldOutPatients, probes } = data;
  return (
    `training on ${trainingSlices} slices of ${trainingImages} images for ${length.updates} updates; ` +
    `${heldOutImages} images of ${heldOutPatients} patients held out; health is checked on ${probes.length} images`
  );
}

function dataFacts({ data }: DinoPlan): Readonly<Record<string, unknown>> {
  const { trainingImages, trainingSlices, heldOutImages, heldOutPatients, sha256 } = data;
  return { data: sha256, trainingImages, trainingSlices, heldOutImages, heldOutPatients };
}
