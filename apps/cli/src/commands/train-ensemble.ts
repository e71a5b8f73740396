/** `cmr train ensemble`: the folds of a cross-validation as one model. */
import { writeSegmentationEnsemble } from "@cmrkit/learn";
import { modelFiles } from "@cmrkit/study";
import { Command } from "commander";
import { addForceOption, assertReplaceableIn, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";

interface EnsembleFlags extends ForceFlags {
  readonly folds: readonly string[];
  readonly out: string;
  readonly name: string;
}

const NOTES = `
Every member sees a window once and the mean of their probabilities decides. The members must share plan and network, and no two
may have held out the same patient. No patient is then left to try the mean on: its card shows what each member said of those
that it held out.

Example:
  cmr train ensemble --folds runs/folds/*/model --out runs/mean
  cmr evaluate segmentation --model runs/mean --folds runs/folds/*/model --data ../shared/data/acdc --out runs/e --card runs/card.md`;

export function trainEnsembleCommand(io: CliIo): Command {
  return addForceOption(new Command("ensemble"))
    .description("make one short-axis model of the folds of a cross-validation: the mean of their probabilities")
    .requiredOption("--folds <dir...>", "model folders that cmr train segmentation --fold wrote, two or more")
    .requiredOption("--out <dir>", "model folder, for cmr analyze --model")
    .option("--name <name>", "name of the model", "cmrkit cine SAX ensemble")
    .addHelpText("after", NOTES)
    .action(async ({ folds, out, name, ...flags }: EnsembleFlags) => {
      await assertReplaceableIn(out, [modelFiles.card, modelFiles.weights], flags);
      writeSegmentationEnsemble(out, name, folds);
      io.stdout(`${folds.length} members in ${out}\n`);
    });
}
