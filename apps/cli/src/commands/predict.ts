/** `cmr predict`: what a fine-tuned model says of images that nobody has labelled. */
import { join } from "node:path";
import { type PredictedImages, type PredictionSource, predictFinetuned } from "@cmrkit/learn";
import { Command, Option } from "commander";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { progress } from "../progress.ts";
import { setOption } from "./task-options.ts";
import { type TestTimeFlags, testTimeOption } from "./test-time-option.ts";

interface PredictFlags extends DeviceFlags, TestTimeFlags {
  readonly model: string;
  readonly out: string;
  readonly data?: string;
  readonly set?: string;
  readonly patients?: "validation" | "test" | "all";
  readonly json?: true;
}

const NOTES = `
Plain images are NIfTI files, as many for each image as the model learnt from: one; for a model of both phases two, end-diastole
before end-systole; for a model of several sequences one for each. Each frame of a file of four dimensions is answered. Pictures
and slices as DICOM are listed in a cases.csv (see docs/guides/fine-tuning.md), whose folder is --data, with --set folder.

Writes predictions.csv and predictions.jsonl (class probabilities; values with their unit; landmarks in each slice; names of
label files) and predictions.json (which model, which images). A segmentation is a NIfTI file for each image on the image's own
voxels, its numbers explained in labels.json; of pictures without a pixel size a PNG for each slice. Landmarks are x and y from
the centre of the image's first pixel, in pixels and, where their size is known, in mm; every landmark is answered, whether it
is there or not, and only the confidence of heat maps can tell. Nothing is written over: the same command goes on where it
stopped, and a folder with anything else is refused. An image that cannot be predicted is told in one line, the others go on,
and the command fails in the end. Research use only; not a medical device.

Examples:
  $ cmr predict --model runs/unet-8/model --data ../shared/data/acdc --patients validation --out out/unet-8
  $ cmr predict --model runs/unet-8/model a.nii.gz b.nii.gz --tta flips --out out/two
  $ cmr predict --model runs/ef/model ed.nii.gz es.nii.gz --out out/ef --json`;

export function predictCommand(io: CliIo): Command {
  return addDeviceOptions(new Command("predict"))
    .description("ask a fine-tuned model about images, with or without a data set")
    .argument("[image...]", "NIfTI files, instead of --data")
    .requiredOption("--model <dir>", "model folder of a fine-tuning")
    .requiredOption("--out <dir>", "folder for the predictions; one of the same model and images is continued")
    .option("--data <dir>", "folder of a data set, as its owners lay it out")
    .addOption(setOption("the one that the model learnt from"))
    .addOption(
      new Option(
        "--patients <which>",
        "with --data: a side of the model's own split (test unless told), or all",
      ).choices(["validation", "test", "all"]),
    )
    .addOption(testTimeOption())
    .option("--json", "print the predictions as JSON")
    .addHelpText("after", NOTES)
    .action((images: string[], flags: PredictFlags) => predict(images, flags, io));
}

/** @throws {Misuse} unless there are either files or a data set. */
function sourceOf(paths: readonly string[], { data, set, patients }: PredictFlags): PredictionSource {
  if (data !== undefined && paths.length === 0)
    return { kind: "data-set", folder: data, patients: patients ?? "test", ...(set !== undefined && { set }) };
  if (data !== undefined || paths.length === 0)
    throw new Misuse("say what is to be predicted: either NIfTI files, or a data set with --data");
  if (set !== undefined || patients !== undefined)
    throw new Misuse("--set and --patients choose from a data set: add --data");
  return { kind: "files", paths };
}

async function predict(images: readonly string[], flags: PredictFlags, io: CliIo): Promise<void> {
  const { model, out, tta, json } = flags;
  const source = sourceOf(images, flags);
  const bar = progress(io, "predicting image");
  const line = (text: string) => {
    bar.end();
    io.stderr(`${text}\n`);
  };
  const predicted = await predictFinetuned({
    modelFolder: model,
    source,
    out,
    testTimeAugmentation: tta,
    session: sessionOptions(flags),
    onProgress: bar.update,
    onRefused: ({ message }) => line(`cmr: ${message.replace(/\s*\n\s*/g, " ")}`),
    onNote: line,
  }).finally(bar.end);
  io.stdout(json ? `${JSON.stringify({ out, ...predicted }, null, 2)}\n` : summaryText(predicted, out));
  if (predicted.refused.length > 0) process.exitCode = 1;
}

function summaryText({ predictions, kept, refused }: PredictedImages, out: string): string {
  const before = kept > 0 ? `, ${kept} of them before` : "";
  const not = refused.length > 0 ? `; ${refused.length} could not be` : "";
  const images = predictions.length === 1 ? "1 image" : `${predictions.length} images`;
  return `${images} predicted${before}${not}: ${join(out, "predictions.csv")}\nResearch use only. Not a medical device.\n`;
}
