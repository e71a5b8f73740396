/** `cmr pretrain mae`: trains a masked autoencoder, or goes on with a run that was stopped. */
import { join } from "node:path";
import { type MaePlan, parseMaeConfig, pretrainMae } from "@cmrkit/learn";
import { Command, Option } from "commander";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { addPretrainOptions, type PretrainFlags } from "./pretrain-options.ts";
import { pretrainProcess } from "./pretrain-process.ts";
import { sharedRun, tellOutcome, weightsFrom } from "./pretrain-run.ts";

const DEFAULT_CONFIG = join(import.meta.dirname, "../../../../configs/pretrain-mae.json");

const NOTES = `
The run folder receives run.json (what ran, on what), metrics.jsonl, checkpoint.safetensors, pictures/ (input, masked,
guessed), and at the end curve.svg and model/ with the weights under CineMA's names. Stop at any time with Ctrl-C; the
same command goes on where it stopped, bit for bit. configs/pretrain-mae-tiny.json is a small model for two cores.

Example:
  cmr pretrain mae --catalogue images.sqlite --out runs/mae --config configs/pretrain-mae-tiny.json --cache /tmp/images`;

export function pretrainMaeCommand(io: CliIo): Command {
  return addPretrainOptions(new Command("mae"))
    .description("pre-train CineMA's masked autoencoder on every combination of views that the studies have")
    .addOption(new Option("--config <file>", "configuration").default(DEFAULT_CONFIG, "configs/pretrain-mae.json"))
    .addHelpText("after", NOTES)
    .action((flags: PretrainFlags) => pretrain(flags, io));
}

async function pretrain(flags: PretrainFlags, io: CliIo): Promise<void> {
  const json = readJsonFile(flags.config);
  const config = parseMaeConfig(json, flags.config);
  const ofProcess = await pretrainProcess(flags, json, io);
  const { plan, ...trained } = await pretrainMae({
    ...sharedRun(flags, ofProcess, io),
    config,
    onPlan: (planned) => {
      for (const line of planLines(planned)) ofProcess.reporter.note(line);
    },
    onSaved: (step, planned) => ofProcess.record(splitFacts(planned), step),
    ...(flags.from !== undefined && { initialWeights: await weightsFrom(flags.from) }),
  });
  tellOutcome(flags, ofProcess, {
    modelFolder: undefined,
    ...trained,
    steps: plan.length.steps,
    facts: splitFacts(plan),
  });
}

/** What is learnt from, and what is not and why, before anything is trained. */
function planLines({ gathered, split, kinds, length }: MaePlan): readonly string[] {
  const { usedImages, skipped, paddedImages, studiesWithoutView } = gathered;
  const leftOut = [...skipped].map(([reason, count]) => `${count} ${reason}`).join(", ");
  const combinations = [...kinds].map(([kind, studies]) => `${studies} × ${kind}`).join(", ");
  return [
    `${usedImages} images; left out: ${leftOut || "none"}; ${studiesWithoutView} studies without a usable view`,
    `training on ${split.training.length} studies (${combinations}), ${split.validation.length} held out, ${length.steps} updates`,
    ...(paddedImages > 0 ? [`${paddedImages} images are smaller than the window; what lies outside them is 0`] : []),
  ];
}

function splitFacts({ split, kinds }: MaePlan): Readonly<Record<string, unknown>> {
  return {
    split: split.sha256,
    trainingStudies: split.training.length,
    heldOutStudies: split.validation.length,
    kinds: Object.fromEntries(kinds),
  };
}
