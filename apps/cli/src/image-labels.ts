/** Labels of an image that is measured: from a file that is given, or drawn by a fine-tuned model. */
import type { NamedLabels } from "@cmrkit/cardiac";
import type { NiftiHeader, Volume } from "@cmrkit/imaging";
import { type ImageKind, openOutliner } from "@cmrkit/learn";
import { type LabelSource, modelLabelFiles, type NamedFile, onGrid, readLabelMap } from "@cmrkit/study";
import { type Command, Option } from "commander";
import { Misuse } from "./failure.ts";
import type { CliIo } from "./io.ts";
import { addLabelTable, type LabelFlags, labelTableOf } from "./label-options.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "./model-options.ts";
import { progress } from "./progress.ts";

export const MODEL_NOTES = `
--model is the model folder of a fine-tuned segmentation (cmr finetune) that learnt from such images; what it draws is written
beside the results as labels-by-model*.nii.gz with its table, to be corrected and given back with --labels and --label-table.
`;

export interface ImageLabelFlags extends LabelFlags, DeviceFlags {
  readonly model?: string;
}

export interface ImageToLabel {
  /** In a sentence: "native T1". */
  readonly title: string;
  readonly volume: Volume;
  /** Of the image's file, where it was NIfTI. */
  readonly header?: NiftiHeader | undefined;
  /** What a model must have learnt from. */
  readonly kind: ImageKind;
  /** Of the files that a model's labels are written to, where one measurement has several images. */
  readonly ending: string;
}

export interface ImageLabels {
  /** On the image's grid. */
  readonly named: NamedLabels;
  readonly labelSource: LabelSource;
  /** To write beside the results: what a model drew, so that it can be corrected. */
  readonly files: readonly NamedFile[];
}

export function addImageLabelOptions(command: Command): Command {
  const model = new Option("--model <dir>", "let a fine-tuned segmentation draw the labels that no file gives");
  return addDeviceOptions(addLabelTable(command, false).addOption(model));
}

export interface Labelling {
  /** On a grid of their own, without an image. */
  readonly ofFile: (path: string) => Promise<ImageLabels>;
  /** From the file at `path`, or a model's where there is none. */
  readonly ofImage: (image: ImageToLabel, path: string | undefined) => Promise<ImageLabels>;
}

/**
 * @param forAll A file of labels that would serve every image.
 * @throws {Misuse} for a table that is none, or labels of every image and a model that would draw them too.
 */
export async function imageLabeller(io: CliIo, flags: ImageLabelFlags, forAll?: string): Promise<Labelling> {
  const table = flags.labelTable === undefined ? undefined : await labelTableOf(flags.labelTable);
  if (forAll !== undefined && flags.model !== undefined)
    throw new Misuse("give --labels or --model, not both: whose contours are measured?");
  const ofFile = async (path: string) => {
    if (table === undefined) throw new Misuse("labels need --label-table: what do their numbers mean?");
    const { labels, sha256 } = await readLabelMap(path, table);
    return { named: { labels, table }, labelSource: { sha256 }, files: [] };
  };
  const ofImage = async (image: ImageToLabel, path: string | undefined) => {
    if (path === undefined) return labelsByModel(io, image, flags);
    const { named, ...given } = await ofFile(path);
    const labels = onGrid(named.labels, image.volume.grid, `the labels of ${image.title}`);
    return { ...given, named: { ...named, labels } };
  };
  return { ofFile, ofImage };
}

async function labelsByModel(io: CliIo, image: ImageToLabel, flags: ImageLabelFlags): Promise<ImageLabels> {
  if (flags.model === undefined)
    throw new Misuse(`labels of ${image.title} are missing: give a file of them, or a --model that draws them`);
  const outliner = await openOutliner(flags.model, image.kind, sessionOptions(flags));
  const bar = progress(io, `outlining ${image.title}: slice`);
  try {
    const named = await outliner.outline(image.volume, bar.update);
    const files = modelLabelFiles(named, image.ending, image.header);
    return { named, labelSource: { model: outliner.model }, files };
  } finally {
    bar.end();
    await outliner.dispose();
  }
}
