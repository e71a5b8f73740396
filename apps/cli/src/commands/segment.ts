/** `cmr segment`: labels of one NIfTI image, and nothing else. */
import { writeNiftiLabels } from "@cmrkit/imaging";
import { assertFileWritable, correctLabels, kindOfPath, readNiftiFile, StudyError, writeOneFile } from "@cmrkit/study";
import { Command } from "commander";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { addModelOptions, type ModelFlags, withSegmenter } from "../model-options.ts";
import { progress } from "../progress.ts";

interface SegmentFlags extends ModelFlags {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Labels: 0 background, 1 right ventricular cavity, 2 left ventricular myocardium, 3 left ventricular cavity; one piece of
each structure is kept in a frame, holes in the left ventricle are filled. The geometry is that of the input.

Example:
  $ cmr segment cine.nii.gz --out labels.nii.gz
`;

export function segmentCommand(io: CliIo): Command {
  const command = new Command("segment")
    .description("label both ventricles in a short-axis NIfTI image")
    .argument("<input>", "NIfTI file, 3D or 4D")
    .requiredOption("--out <file>", "NIfTI file for the labels (.nii or .nii.gz)");
  return addModelOptions(command)
    .option("--force", "replace the file if it is there already")
    .option("--json", "print what was done as JSON")
    .addHelpText("after", EXAMPLES)
    .action((input: string, flags: SegmentFlags) => segment(io, input, flags));
}

async function segment(io: CliIo, path: string, flags: SegmentFlags): Promise<void> {
  if (!/\.nii(\.gz)?$/i.test(flags.out)) throw new Misuse(`--out must end in .nii or .nii.gz, got ${flags.out}`);
  const replace = flags.force === true;
  await assertFileWritable(flags.out, replace);
  const { volume, header } = await readImage(path);
  const bar = progress(io, "segmenting slice");
  const { labels, model } = await withSegmenter(io, flags, async (segmenter) => ({
    labels: correctLabels(await segmenter.segment(volume, bar.update).finally(bar.end)).labels,
    model: segmenter.model,
  }));
  await writeOneFile(flags.out, writeNiftiLabels(labels, { like: header, gzip: /\.gz$/i.test(flags.out) }), replace);
  const { name, sha256 } = model;
  const text = `Wrote ${flags.out}: ${labels.frameCount} frames of ${labels.grid.size.join(" × ")}, by ${name}.\nResearch use only. Not a medical device.\n`;
  io.stdout(flags.json === true ? `${JSON.stringify({ out: flags.out, model: { name, sha256 } })}\n` : text);
}

async function readImage(path: string) {
  if ((await kindOfPath(path)) === "nifti") return readNiftiFile(path);
  throw new StudyError("input", `${path} is no NIfTI file (.nii, .nii.gz); cmr analyze takes DICOM folders`, { path });
}
