/** `cmr finetune card`: the model card of a fine-tuned model. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type EvaluationRecord,
  finetunedCard,
  LearnError,
  readEvaluationOf,
  readFinetunedFacts,
  readTrainingRecord,
} from "@cmrkit/learn";
import { elementCount, readSafetensorsHeader } from "@cmrkit/tensor";
import { Command } from "commander";
import type { CliIo } from "../io.ts";

interface CardFlags {
  readonly model: string;
  readonly evaluation: string;
  readonly licence: string;
  readonly name?: string;
  readonly about?: string;
}

const NOTES = `
Data, split, labels and network come from model.json, command and encoder from run.json in the folder above it, metrics and
subgroups from summary.json of cmr evaluate finetuned, which must be of the same weights.

Example:
  cmr finetune card --model runs/unet-8/model --evaluation out/unet-8 --licence "CC BY-NC-SA 4.0 (learnt from ACDC)" > card.md`;

export function finetuneCardCommand(io: CliIo): Command {
  return new Command("card")
    .description("write the model card of a fine-tuned model, as Markdown")
    .requiredOption("--model <dir>", "model folder of a fine-tuning")
    .requiredOption("--evaluation <dir>", "folder of its evaluation")
    .requiredOption("--licence <text>", "terms of the weights")
    .option("--about <text>", "what a reader should know first, as a paragraph of Markdown")
    .option("--name <name>", "name of the model; by default that of its network and data set")
    .addHelpText("after", NOTES)
    .action((flags: CardFlags) => writeCard(io, flags));
}

function writeCard(io: CliIo, { model: folder, evaluation: evaluationFolder, licence, name, about }: CardFlags): void {
  const model = readFinetunedFacts(folder);
  requireSummary(evaluationFolder);
  const evaluation = readEvaluationOf(folder, evaluationFolder);
  const bytes = readFileSync(join(folder, "weights.safetensors"));
  const { entries } = readSafetensorsHeader(bytes);
  const parameters = [...entries.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const run = readTrainingRecord(folder);
  const card = finetunedCard({
    name: name ?? `${model.network}, ${model.config.data.set} ${model.config.task.kind}`,
    about,
    licence,
    model,
    evaluation,
    weights: { parameters, sha256: evaluation.weightsSha256 },
    evaluationCommand: `npx cmr evaluate finetuned --model ${folder}${lookOf(evaluation, model.config.data.set)} --out ${evaluationFolder}`,
    ...(run && { run }),
  });
  io.stdout(card);
}

function requireSummary(folder: string): void {
  const path = join(folder, "summary.json");
  if (!existsSync(path))
    throw new LearnError("data-missing", `${path} is not there; give the folder that cmr evaluate finetuned wrote`);
}

/** Who was looked at, and how, as options. */
function lookOf({ set, patients, testTimeAugmentation }: EvaluationRecord, ownSet: string): string {
  const ofSet = set === ownSet ? "" : ` --set ${set}`;
  const turned = testTimeAugmentation === "none" ? "" : ` --tta ${testTimeAugmentation}`;
  return ` --data <folder of ${set}>${ofSet} --patients ${patients}${turned}`;
}
