/** `cmr train average`: runs that began from the same weights as one model. */
import { writeAveragedModel } from "@cmrkit/learn";
import { modelFiles } from "@cmrkit/study";
import { Command } from "commander";
import { addForceOption, assertReplaceableIn, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";

interface AverageFlags extends ForceFlags {
  readonly runs: readonly string[];
  readonly out: string;
  readonly name: string;
}

const NOTES = `
Runs that began from the same weights (cmr train segmentation --from) and differ in seed, augmentation, length or what they
learnt from besides: the mean of their weights often does better than any of them, and is as fast as one. They must share plan,
network and who was held out; those patients are new to the mean too.

Example:
  cmr train average --runs runs/a/model runs/b/model runs/c/model --out runs/mean
  cmr evaluate segmentation --model runs/mean --data ../shared/data/acdc --out runs/e --card runs/card.md`;

export function trainAverageCommand(io: CliIo): Command {
  return addForceOption(new Command("average"))
    .description("make one short-axis model of several runs from the same weights: the mean of theirs")
    .requiredOption("--runs <dir...>", "model folders that cmr train segmentation --from wrote, two or more")
    .requiredOption("--out <dir>", "model folder, for cmr analyze --model")
    .option("--name <name>", "name of the model", "cmrkit cine SAX segmentation")
    .addHelpText("after", NOTES)
    .action(async ({ runs, out, name, ...flags }: AverageFlags) => {
      await assertReplaceableIn(out, [modelFiles.card, modelFiles.weights], flags);
      writeAveragedModel(out, name, runs);
      io.stdout(`the mean of ${runs.length} runs is in ${out}\n`);
    });
}
