/** `cmr features`: what a frozen encoder says of a data set's images, as a table. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { frozenFeatures, frozenFeaturesCsv, writeFileAtomically } from "@cmrkit/learn";
import { Command } from "commander";
import { addForceOption, assertReplaceable, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { progress } from "../progress.ts";
import { addTaskOptions, configOfTask, type TaskFlags } from "./task-options.ts";

interface FeaturesFlags extends DeviceFlags, TaskFlags, ForceFlags {
  readonly data: string;
  readonly encoder?: string;
  readonly out: string;
}

const NOTES = `
A line for each case: patient, what the task asks, and the features of its images side by side; a line for each image where the
class is the image's own, such as its view. Of encoders of single slices, an image's features are the mean over its slices.
The task's configuration says which images, pixels and window, and must be a classification or a regression of one target, by a
network with an encoder. Without --encoder the weights are random: the control that a pre-trained encoder must beat.

Example:
  cmr features --task acdc-group-vit --data ../shared/data/acdc --encoder models/dino-tiny --out features.csv
  cmr classify features.csv --label group --out out/groups`;

export function featuresCommand(io: CliIo): Command {
  return addForceOption(addTaskOptions(addDeviceOptions(new Command("features"))))
    .description("tabulate what a frozen encoder says of labelled images, for cmr classify and cmr regress")
    .requiredOption("--data <dir>", "folder of the data set, as its owners lay it out")
    .option("--encoder <file>", "pre-trained weights; fresh ones without")
    .requiredOption("--out <file>", "where the table goes, as CSV")
    .addHelpText("after", NOTES)
    .action((flags: FeaturesFlags) => features(flags, io));
}

async function features(flags: FeaturesFlags, io: CliIo): Promise<void> {
  const { data, encoder, out } = flags;
  await assertReplaceable([out], flags);
  const bar = progress(io, "asking the encoder, case");
  const found = await frozenFeatures({
    config: configOfTask(flags),
    dataFolder: data,
    ...(encoder !== undefined && { encoder }),
    session: sessionOptions(flags),
    onProgress: bar.update,
    onNote: (text) => io.stderr(`${text}\n`),
  }).finally(bar.end);
  mkdirSync(dirname(out), { recursive: true });
  writeFileAtomically(out, frozenFeaturesCsv(found));
  io.stdout(`${found.rows.length} rows of ${found.names.length} features and ${found.truthName} in ${out}\n`);
}
