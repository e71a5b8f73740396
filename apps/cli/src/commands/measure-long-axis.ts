import { isMeasured, type Measured } from "@cmrkit/cardiac";
import {
  assertWritable,
  isModelLabelFile,
  type LongAxisMeasurements,
  type LongAxisView,
  longAxisFiles,
  longAxisNames,
  longAxisViews,
  type MarkedViews,
  measureLongAxis,
  planeViews,
  readMarkedLandmarks,
  readPlane,
  type ViewToMeasure,
  viewTitles,
  writeFolder,
} from "@cmrkit/study";
import { Command } from "commander";
import { Misuse } from "../failure.ts";
import {
  addImageLabelOptions,
  type ImageLabelFlags,
  type ImageLabels,
  imageLabeller,
  type Labelling,
  MODEL_NOTES,
} from "../image-labels.ts";
import type { CliIo } from "../io.ts";
import { LABEL_NOTES } from "../label-options.ts";
import { closingText } from "../result-text.ts";
import { software } from "../software.ts";
import { addSubjectOptions, type SubjectFlags, subjectOf } from "../subject-options.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

interface LongAxisFlags extends ImageLabelFlags, SubjectFlags, Partial<Record<LongAxisView, string>> {
  readonly image2ch?: string;
  readonly image3ch?: string;
  readonly image4ch?: string;
  readonly landmarks?: string;
  readonly ed?: number;
  readonly es?: number;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const NOTES = `
Example:
  $ cmr measure long-axis --lax2ch 2ch-labels.nii.gz --lax4ch 4ch-labels.nii.gz --label-table cmrkit --out results/long-axis
  $ cmr measure long-axis --image-2ch study/ --image-4ch study/ --model runs/4ch/model --out results/by-model
  $ cmr measure long-axis --landmarks marked.json --out results/marked

Each view is a NIfTI of one slice with some or all frames of the cine labelled: the left ventricular cavity, and where they
are drawn the myocardium, the left atrium and the right ventricle. Volumes are by area and length, of both views where two
and four chambers are there. Apex and annulus are found on the labels by a rule of geometry, with a warning, unless
--landmarks gives them; TAPSE needs them. End-diastole and end-systole are the frames of largest and smallest cavity in each
view, unless --ed and --es say the frames, from 0.

--image-2ch and the like put the pictures under the contours, and are what --model draws on. An image is a NIfTI file, a DICOM
folder with one cine that is recognised as this view, or FOLDER#SERIES, the number or UID of a series as cmr inspect lists them;
a series that is recognised as something else is refused, and FOLDER#SERIES=lax_4c says that it is a four-chamber cine.

Landmarks are a JSON file in mm, for some or all of lax2ch, lax3ch, lax4ch:
  {"schema": "cmrkit.long-axis-landmarks/1", "lax4ch": {
    "endDiastole": {"apex": [x, y, z], "septalAnnulus": [x, y, z], "lateralAnnulus": [x, y, z], "lateralTricuspidAnnulus": [x, y, z]},
    "endSystole": {"apex": [x, y, z], "septalAnnulus": [x, y, z], "lateralAnnulus": [x, y, z], "lateralTricuspidAnnulus": [x, y, z]}}}
${LABEL_NOTES.trimEnd()}
${MODEL_NOTES}Writes long-axis.json, long-axis.csv and report.html. Research use only; not a medical device.
`;

/** Reference ranges are of volumes by discs. */
const KEPT = { sex: "noted with the results; long axes have no reference ranges", age: "noted with the results" };

export function measureLongAxisCommand(io: CliIo): Command {
  const command = new Command("long-axis")
    .description("left ventricular and atrial volumes, MAPSE, TAPSE and longitudinal strain from long-axis views")
    .option("--lax2ch <labels>", "labels of the two-chamber cine")
    .option("--lax3ch <labels>", "labels of the three-chamber cine")
    .option("--lax4ch <labels>", "labels of the four-chamber cine")
    .option("--image-2ch <image>", "the two-chamber cine, for the report and for --model")
    .option("--image-3ch <image>", "the three-chamber cine, for the report and for --model")
    .option("--image-4ch <image>", "the four-chamber cine, for the report and for --model")
    .option("--landmarks <file>", "landmarks that a reader marked")
    .option("--ed <frame>", "frame of end-diastole in every view, from 0", wholeNumber(0))
    .option("--es <frame>", "frame of end-systole in every view, from 0", wholeNumber(0))
    .requiredOption("--out <dir>", "folder for the results");
  return addSubjectOptions(addImageLabelOptions(command), KEPT)
    .option("--force", "replace results that are there already")
    .option("--json", "print the measurements as JSON")
    .addHelpText("after", NOTES)
    .action((flags: LongAxisFlags) => measure(io, flags));
}

async function measure(io: CliIo, flags: LongAxisFlags): Promise<void> {
  const isOwn = (name: string) => longAxisNames.includes(name) || isModelLabelFile(name);
  const policy = { replace: flags.force === true, isOwn };
  await assertWritable(flags.out, policy);
  const subject = subjectOf(flags);
  const phases = phasesOf(flags);
  const marked: MarkedViews = flags.landmarks === undefined ? {} : await readMarkedLandmarks(flags.landmarks);
  const labelling = await imageLabeller(io, flags);
  const views: Partial<Record<LongAxisView, LabelledView>> = {};
  for (const view of longAxisViews) {
    if ([flags[view], marked[view], imagesOf(flags)[view]].every((given) => given === undefined)) continue;
    views[view] = { ...(await readView(view, flags, labelling)), marked: marked[view], phases };
  }
  if (Object.keys(views).length === 0)
    throw new Misuse(
      "give labels of a view, such as --lax4ch, an image and a --model, or --landmarks; see cmr measure long-axis --help",
    );
  const analysis = measureLongAxis(views, { software, subject });
  const files = Object.values(views).flatMap((view) => view.files ?? []);
  await writeFolder(flags.out, [...longAxisFiles(analysis), ...files], policy);
  const { measurements } = analysis;
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ out: flags.out, measurements }, null, 2)}\n`
      : summary(measurements, flags.out),
  );
}

type LabelledView = ViewToMeasure & Partial<Pick<ImageLabels, "files">>;

/** Labels from a file, on the picture's grid where it is given, or a model's on the picture. */
async function readView(view: LongAxisView, flags: LongAxisFlags, labelling: Labelling): Promise<LabelledView> {
  const path = flags[view];
  const imagePath = imagesOf(flags)[view];
  if (imagePath === undefined) return path === undefined ? {} : labelling.ofFile(path);
  const imageInput = await readPlane(imagePath, view);
  const { volume, niftiHeader: header } = imageInput;
  const kind = { sequences: ["cine"], view: planeViews[view] } as const;
  const image = { title: viewTitles[view], volume, header, kind, ending: view };
  const labelled = await labelling.ofImage(image, path);
  const { frameCount } = labelled.named.labels;
  if (frameCount !== volume.frameCount)
    throw new Misuse(`${imagePath} has ${volume.frameCount} frames, its labels have ${frameCount}`);
  return { ...labelled, image: volume, imageInput };
}

function imagesOf({ image2ch, image3ch, image4ch }: LongAxisFlags): Partial<Record<LongAxisView, string | undefined>> {
  return { lax2ch: image2ch, lax3ch: image3ch, lax4ch: image4ch };
}

function phasesOf({ ed, es }: LongAxisFlags): ViewToMeasure["phases"] {
  if (ed === undefined && es === undefined) return undefined;
  if (ed === undefined || es === undefined) throw new Misuse("--ed and --es go together");
  return { endDiastoleIndex: ed, endSystoleIndex: es };
}

function summary(measurements: LongAxisMeasurements, out: string): string {
  const { leftVentricle, leftAtrium, globalLongitudinalStrainPercent: strain, views, warnings } = measurements;
  const four = views.lax4ch;
  const rows: readonly (readonly [string, Measured, string])[] = [
    ["LV end-diastolic volume", leftVentricle.endDiastolicVolumeMl, "ml"],
    ["LV end-systolic volume", leftVentricle.endSystolicVolumeMl, "ml"],
    ["LV ejection fraction", leftVentricle.ejectionFractionPercent, "%"],
    ["LA largest volume", leftAtrium.maximumVolumeMl, "ml"],
    ["GLS of the endocardium", strain.ofEndocardium, "%"],
    ["strain of the axis", strain.ofAxis, "%"],
    ...(four === undefined
      ? []
      : ([
          ["MAPSE, four chambers", four.landmarks.meanMapseMm, "mm"],
          ["TAPSE", four.tapseMm, "mm"],
        ] as const)),
  ];
  return [
    textTable(
      rows.map(([title, value, unit]) => [title, said(value), isMeasured(value) ? unit : ""]),
      ["left", "right", "left"],
    ),
    `volumes: ${leftVentricle.method}\n`,
    closingText(warnings, out),
  ].join("");
}

function said(measure: Measured): string {
  return isMeasured(measure) ? measure.toFixed(1) : `not measurable: ${measure.notMeasurable}`;
}
