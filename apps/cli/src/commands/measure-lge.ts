/** `cmr measure lge`: scar on a late-gadolinium stack, from labels of wall and cavity. */

import { isMeasured, type Measured, type Region } from "@cmrkit/cardiac";
import { voxelsPerFrame } from "@cmrkit/imaging";
import {
  assertWritable,
  isModelLabelFile,
  type LateEnhancementMeasurements,
  lateEnhancementFiles,
  lateEnhancementNames,
  lateEnhancementSequences,
  measureLateEnhancement,
  onGrid,
  readLabelMap,
  readStill,
  type ScarMethod,
  type StillInput,
  scarMethods,
  scarMethodTitles,
  writeFolder,
} from "@cmrkit/study";
import { Command, Option } from "commander";
import {
  addImageLabelOptions,
  type ImageLabelFlags,
  type ImageToLabel,
  imageLabeller,
  MODEL_NOTES,
} from "../image-labels.ts";
import type { CliIo } from "../io.ts";
import { addSegmentOptions, LABEL_NOTES, type SegmentFlags } from "../label-options.ts";
import { closingText, reasonsText } from "../result-text.ts";
import { software } from "../software.ts";
import { textTable } from "../text-table.ts";

interface LgeFlags extends ImageLabelFlags, SegmentFlags {
  readonly labels?: string;
  readonly out: string;
  readonly method: ScarMethod;
  readonly remote?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const NOTES = `
Example:
  $ cmr measure lge study/#5 --labels lge-labels.nii.gz --label-table emidec --out results/lge
  $ cmr measure lge study/#5 --model runs/lge/model --out results/lge-by-model
  $ cmr measure lge lge.nii.gz --labels wall.nii.gz --label-table cmrkit --method fwhm --remote remote.nii.gz --out results/lge

IMAGE is a NIfTI file, a DICOM folder with one still series, or FOLDER#SERIES, the number or UID of a series as cmr inspect lists
them. A series that is recognised as something else than late enhancement is refused; FOLDER#SERIES=lge says that it is. Labels
are NIfTI on the same voxels. Scar is measured by every rule: 2 to 6 standard deviations above remote myocardium, half of the
maximum within the enhanced core, and as drawn where the labels tell infarct or no-reflow; --method says which one headline,
pictures and scar.nii.gz go by. Remote myocardium is --remote, a mask on the same voxels, else the darkest sixth of the
ventricle, with a warning. Segments need the right ventricle's label or --rv-insertion.
${LABEL_NOTES.trimEnd()}
${MODEL_NOTES}Writes late-enhancement.json, scar-segments.csv, report.html, scar.nii.gz and scar-labels.json. Research use only; not a
medical device.
`;

export function measureLgeCommand(io: CliIo): Command {
  const command = new Command("lge")
    .description("scar mass and share on late enhancement, by every rule, as a whole and by segment")
    .argument("<image>", "NIfTI file, DICOM folder, or FOLDER#SERIES")
    .option("--labels <file>", "NIfTI of myocardium and cavity, scar where it is drawn")
    .requiredOption("--out <dir>", "folder for the results");
  return addSegmentOptions(addImageLabelOptions(command))
    .addOption(
      new Option("--method <rule>", "the rule that headline, pictures and label file go by")
        .choices(scarMethods)
        .default("5sd"),
    )
    .option("--remote <file>", "NIfTI mask of healthy, nulled myocardium")
    .option("--force", "replace results that are there already")
    .option("--json", "print the measurements as JSON")
    .addHelpText("after", NOTES)
    .action((image: string, flags: LgeFlags) => measureLge(io, image, flags));
}

async function measureLge(io: CliIo, image: string, flags: LgeFlags): Promise<void> {
  const isOwn = (name: string) => lateEnhancementNames.includes(name) || isModelLabelFile(name);
  const policy = { replace: flags.force === true, isOwn };
  await assertWritable(flags.out, policy);
  const labelling = await imageLabeller(io, flags, flags.labels);
  const input = await readStill(image, lateEnhancementSequences);
  const { named, labelSource, files } = await labelling.ofImage(imageToLabel(input), flags.labels);
  const enhancement = measureLateEnhancement(input, named, {
    software,
    method: flags.method,
    seenFrom: flags.seenFrom,
    insertions: flags.rvInsertion,
    labelSource,
    remote: flags.remote === undefined ? undefined : await remoteOf(flags.remote, input),
  });
  await writeFolder(flags.out, [...lateEnhancementFiles(enhancement, input.niftiHeader), ...files], policy);
  const { measurements } = enhancement;
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ out: flags.out, measurements }, null, 2)}\n`
      : summary(measurements, flags.out),
  );
}

function imageToLabel({ volume, niftiHeader }: StillInput): ImageToLabel {
  const kind = { sequences: ["lge"], view: "sax" } as const;
  return { title: lateEnhancementSequences.title, volume, header: niftiHeader, kind, ending: "" };
}

/** Any number but 0 is inside. */
async function remoteOf(path: string, { volume }: StillInput): Promise<Region> {
  const { labels } = await readLabelMap(path, {});
  const { labels: mask } = onGrid(labels, volume.grid, "the mask of remote myocardium");
  return { mask: mask.subarray(0, voxelsPerFrame(volume.grid)), source: "drawn by a reader" };
}

function summary({ results, method, warnings }: LateEnhancementMeasurements, out: string): string {
  const rows = scarMethods.map((each) => {
    const { scarMassG, scarSharePercent, noReflowSharePercent } = results[each];
    return [
      `${each === method ? "* " : "  "}${scarMethodTitles[each]}`,
      said(scarMassG),
      said(scarSharePercent),
      said(noReflowSharePercent),
    ];
  });
  return [
    textTable([["  rule", "scar g", "scar %", "no-reflow %"], ...rows], ["left", "right", "right", "right"]),
    reasonsText(scarMethods.map((each) => [scarMethodTitles[each], results[each].scarSharePercent])),
    closingText(warnings, out),
  ].join("");
}

function said(measure: Measured): string {
  return isMeasured(measure) ? measure.toFixed(1) : "–";
}
