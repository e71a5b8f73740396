/** `cmr pretrain card`: the model card of a finished run. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileProblem } from "@cmrkit/imaging";
import {
  encoderCard,
  LearnError,
  parseHealthRecord,
  readMetrics,
  readRunRecord,
  writeFileAtomically,
} from "@cmrkit/learn";
import { elementCount, readSafetensorsHeader } from "@cmrkit/tensor";
import { Command } from "commander";
import { addForceOption, assertReplaceable, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { readJsonFile } from "../json-file.ts";
import { readText } from "./pretrain-options.ts";

interface CardFlags extends ForceFlags {
  readonly name: string;
  readonly about: string;
  readonly data: string;
  readonly licence: string;
  readonly probes: string;
  readonly limits: string;
  readonly weights: string;
  readonly health?: string;
  readonly out: string;
}

const EXAMPLE = `
The weights' file, their configuration, run.json and metrics.jsonl are read from the run folder.

Example:
  cmr pretrain card runs/mae --name "small CineMA encoder" --about "Masked autoencoder of …" --data data.md \\
    --licence "CC BY-NC-SA 4.0 (learnt from ACDC)" --probes "disease group of ACDC" --limits limits.md --out out/mae-card.md`;

export function pretrainCardCommand(io: CliIo): Command {
  return addForceOption(new Command("card"))
    .description("write the model card of a finished run")
    .argument("<run>", "run folder")
    .requiredOption("--name <name>", "name of the model")
    .requiredOption("--about <text>", "the recipe, and what the encoder is for")
    .requiredOption("--data <file>", "Markdown: what it learnt from, and what was held out")
    .requiredOption("--licence <text>", "terms of the weights")
    .requiredOption("--probes <text>", "what the labels of the health check were")
    .requiredOption("--limits <file>", "Markdown: what images, patients and training leave out")
    .option("--weights <file>", "file in the run's model folder that the card is of", "weights.safetensors")
    .option("--health <file>", "what cmr pretrain health measured since, instead of the run's last look")
    .requiredOption("--out <file>", "the card")
    .addHelpText("after", EXAMPLE)
    .action((run: string, flags: CardFlags) => writeCard(io, run, flags));
}

async function writeCard(io: CliIo, run: string, flags: CardFlags): Promise<void> {
  const { out, weights, data, limits, health, ...texts } = flags;
  await assertReplaceable([out], flags);
  const path = join(run, "model", weights);
  const bytes = readWeights(path);
  const { entries } = readSafetensorsHeader(bytes);
  const parameters = [...entries.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const card = encoderCard({
    ...texts,
    data: readText("--data", data).trim(),
    limits: readText("--limits", limits).trim(),
    run: readRunRecord(run),
    metrics: [...readMetrics(run), ...(health === undefined ? [] : [parseHealthRecord(readJsonFile(health), health)])],
    weights: { file: weights, parameters, sha256: createHash("sha256").update(bytes).digest("hex") },
    architecture: readJsonFile(join(run, "model", "config.json")) as Record<string, unknown>,
  });
  mkdirSync(dirname(out), { recursive: true });
  writeFileAtomically(out, card);
  io.stdout(`${out}\n`);
}

function readWeights(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new LearnError("data-missing", `${path} ${fileProblem(error)}; give the folder of a finished run`);
  }
}
