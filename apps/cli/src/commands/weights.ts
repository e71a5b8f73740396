/** `cmr weights`: what a weight file holds, published weights as a model of cmrkit, and the way back. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import {
  convUNetRSuccessor,
  convViTSuccessor,
  type ExportedWeights,
  exportWeights,
  type ImportedModel,
  type ImportOptions,
  importSuccessor,
  importWeights,
  type OpenedWeights,
  openWeights,
  reportWeights,
} from "@cmrkit/learn";
import { randomStream } from "@cmrkit/tensor";
import { Command, Option } from "commander";
import { Misuse } from "../failure.ts";
import { addForceOption, assertReplaceable, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { progress } from "../progress.ts";
import { wholeNumber } from "../whole-number.ts";
import { reportText } from "./weights-text.ts";

interface SourceOptions {
  readonly state?: string;
  readonly config?: string;
  readonly json?: true;
}

interface ImportFlags extends SourceOptions {
  readonly out: string;
  readonly licence?: string;
  readonly as?: "convvit" | "convunetr";
  readonly views?: readonly string[];
  readonly channels: number;
  readonly classes?: number;
  readonly seed: number;
}

interface ExportFlags extends SourceOptions, ForceFlags {
  readonly out: string;
  readonly withHead?: true;
}

const FORMATS = `
Reads safetensors files and the zip archives of torch.save (.pth, .pt, .bin), whose pickles are read as data and never
run. A folder of cmrkit (a run, a model) stands for the weights in it. CineMA's cinema.yaml or config.yaml, or the
configuration that cmrkit left, is found beside the file.`;

const INSPECT_NOTES = `${FORMATS}

Exit code: 0 when the model is known, whole, in accord with its configuration, and all of its values are finite; else 1.

Examples:
  $ cmr weights inspect cinema.safetensors
  $ cmr weights inspect dino_vitsmall8_checkpoint.pth --state student
  $ cmr weights inspect acdc_sax_0.safetensors --config config.yaml --json`;

const IMPORT_NOTES = `${FORMATS}

The folder receives weights.safetensors, under the names of the original, and model.json: what the model is, its
configuration, where it came from (SHA-256), and its licence: --licence, or what the weights or the folder they lie in state.
With --as, the encoder of a CineMA masked autoencoder becomes that of a ConvViT or ConvUNetR by the rules of the original:
decoder, heads and positions start afresh, and the first convolution is repeated for each channel, not divided. Such a model
must be trained before use.

Examples:
  $ cmr weights import pretrained/cinema.safetensors --out models/cinema --licence MIT
  $ cmr weights import pretrained/cinema.safetensors --out models/diagnosis --as convvit --views sax --channels 2 --classes 5
  $ cmr weights import pretrained/cinema.safetensors --out models/sax-seg --as convunetr --views sax --classes 4`;

const EXPORT_NOTES = `
Writes one network under the names of the original, with its configuration and the licence that it states in the metadata:
of a training run the teacher or moving average where there is one, unless --state asks for another prefix. Values are written
as they are stored.

Examples:
  $ cmr weights export runs/mae --out cinema.safetensors
  $ cmr weights export runs/dino --state ema --out vit.safetensors
  $ cmr weights export runs/dino --state ema --with-head --out dino.safetensors`;

export function weightsCommand(io: CliIo): Command {
  return new Command("weights")
    .description("look at weight files, import published ones, export one's own")
    .addCommand(inspectWeightsCommand(io))
    .addCommand(importCommand(io))
    .addCommand(exportCommand(io));
}

function inspectWeightsCommand(io: CliIo): Command {
  return addSourceOptions(new Command("inspect"))
    .description("tell what model a file holds, and whether it is whole")
    .argument("<file>", "weight file, or folder of a run or model")
    .addHelpText("after", INSPECT_NOTES)
    .action((path: string, options: SourceOptions) =>
      withWeights(path, options, (weights) => {
        const report = reporting(io, "values", (onProgress) => reportWeights(weights, onProgress));
        const document = { schema: "cmrkit.weight-report/1", ...report };
        io.stdout(options.json ? `${JSON.stringify(document, null, 2)}\n` : reportText(report));
        if (!report.isSound) process.exitCode = 1;
      }),
    );
}

function importCommand(io: CliIo): Command {
  return addSourceOptions(new Command("import"))
    .description("write published weights as a model folder")
    .argument("<file>", "weight file, or folder of a run or model")
    .requiredOption("--out <dir>", "folder to write; it must not hold a model")
    .option("--licence <text>", "what may be done with the weights, as their publisher says")
    .addOption(new Option("--as <model>", "what a masked autoencoder becomes").choices(["convvit", "convunetr"]))
    .option("--views <names>", "with --as: views of the model, by commas (default: all)", names)
    .option("--channels <n>", "with --as: frames (convvit) or sequences (convunetr) of an image", wholeNumber(1), 1)
    .option("--classes <n>", "with --as: classes or values that the model gives", wholeNumber(1))
    .option("--seed <n>", "with --as: seed of what starts afresh", wholeNumber(1), 1)
    .addHelpText("after", IMPORT_NOTES)
    .action((path: string, flags: ImportFlags) =>
      withWeights(path, flags, (weights) => {
        const { out: folder, licence, json } = flags;
        const card = reporting(io, "tensors", (onProgress) =>
          imported(weights, flags, { folder, onProgress, ...(licence !== undefined && { licence }) }),
        );
        io.stdout(json ? `${JSON.stringify(card, null, 2)}\n` : importedText(card, folder));
      }),
    );
}

function imported(weights: OpenedWeights, flags: ImportFlags, options: ImportOptions): ImportedModel {
  if (flags.as === undefined) return importWeights(weights, options);
  if (flags.classes === undefined)
    throw new Misuse("--as needs --classes <n>: how many classes or values the model gives");
  const { views, channels, classes: outputs, seed } = flags;
  const successorOptions = { channels, outputs, ...(views && { views }) };
  const successor =
    flags.as === "convvit"
      ? convViTSuccessor(weights, successorOptions)
      : convUNetRSuccessor(weights, successorOptions);
  return importSuccessor(weights, successor, randomStream(seed), options);
}

function importedText({ title, notes, licence, origin }: ImportedModel, folder: string): string {
  const lines = [`${title} in ${folder}`, ...notes.map((note) => `note: ${note}`), `licence: ${licence}`];
  return [...lines, `SHA-256 of ${origin.file}: ${origin.sha256}`].map((line) => `${line}\n`).join("");
}

function exportCommand(io: CliIo): Command {
  return addForceOption(addSourceOptions(new Command("export")))
    .description("write the weights of a run or model as the original's code reads them")
    .argument("<run-or-model>", "folder of a run or model, or weight file")
    .requiredOption("--out <file>", "safetensors file to write")
    .option("--with-head", "keep the projection head of a DINO network")
    .addHelpText("after", EXPORT_NOTES)
    .action(async (path: string, { out, withHead, json, force, ...source }: ExportFlags) => {
      await assertReplaceable([out], { force });
      mkdirSync(dirname(out), { recursive: true });
      await withWeights(path, source, (weights) => {
        const { tensors, metadata } = reporting(io, "tensors", (onProgress) =>
          exportWeights(weights, { path: out, withHead: withHead ?? false, onProgress }),
        );
        const facts = { path: out, tensors, metadata };
        io.stdout(json ? `${JSON.stringify(facts, null, 2)}\n` : exportedText(tensors, metadata, out));
      });
    });
}

function exportedText(tensors: number, { source, licence }: ExportedWeights["metadata"], out: string): string {
  return `${tensors} tensors of ${source} in ${out}\nlicence: ${licence ?? "not stated by the weights"}\n`;
}

function addSourceOptions(command: Command): Command {
  return command
    .option("--state <prefix>", "the network to take, such as teacher, student or ema (default: the best one)")
    .option("--config <file>", "configuration of the model, instead of the one beside the file")
    .option("--json", "print one JSON document");
}

async function withWeights(
  path: string,
  { state, config }: SourceOptions,
  use: (weights: OpenedWeights) => void,
): Promise<void> {
  const weights = await openWeights(path, {
    ...(state !== undefined && { state }),
    ...(config !== undefined && { config }),
  });
  try {
    use(weights);
  } finally {
    weights.close();
  }
}

function reporting<T>(io: CliIo, title: string, work: (onProgress: (done: number, total: number) => void) => T): T {
  const bar = progress(io, title);
  try {
    return work(bar.update);
  } finally {
    bar.end();
  }
}

function names(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}
