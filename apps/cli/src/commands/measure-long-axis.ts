/** `cmr measure long-axis`: area–length volumes, excursions and strain from labels or landmarks of long-axis views. */
import { join } from "node:path";
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import {
  assertWritable,
  type LongAxisMeasurements,
  type LongAxisView,
  longAxisFiles,
  longAxisNames,
  longAxisViews,
  type MarkedViews,
  measureLongAxis,
  onGrid,
  readLabelMap,
  readMarkedLandmarks,
  readNiftiFile,
  type ViewToMeasure,
  viewTitles,
  writeFolder,
} from "@cmrkit/study";
import { Command, InvalidArgumentError } from "commander";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { addLabelTable, LABEL_NOTES, type LabelFlags, labelTableOf } from "../label-options.ts";
import { software } from "../software.ts";
import { addSubjectOptions, type SubjectFlags, subjectOf } from "../subject-options.ts";
import { textTable } from "../text-table.ts";

interface LongAxisFlags extends LabelFlags, SubjectFlags, Partial<Record<LongAxisView, string>> {
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
  $ cmr measure long-axis --landmarks marked.json --out results/marked

Each view is a NIfTI of one slice with some or all frames of the cine labelled: the left ventricular cavity, and where they
are drawn the myocardium, the left atrium and the right ventricle. Volumes are by area and length, of both views where two
and four chambers are there. Apex and annulus are found on the labels by a rule of geometry, with a warning, unless
--landmarks gives them; TAPSE needs them. End-diastole and end-systole are the frames of largest and smallest cavity in each
view, unless --ed and --es say the frames, from 0. --image-2ch and the like put the pictures under the contours.

Landmarks are a JSON file in mm, for some or all of lax2ch, lax3ch, lax4ch:
  {"schema": "cmrkit.long-axis-landmarks/1", "lax4ch": {
    "endDiastole": {"apex": [x, y, z], "septalAnnulus": [x, y, z], "lateralAnnulus": [x, y, z], "lateralTricuspidAnnulus": [x, y, z]},
    "endSystole": {"apex": [x, y, z], "septalAnnulus": [x, y, z], "lateralAnnulus": [x, y, z], "lateralTricuspidAnnulus": [x, y, z]}}}
${LABEL_NOTES}
Writes long-axis.json, long-axis.csv and report.html. Research use only; not a medical device.
`;

/** Reference ranges are of volumes by discs. */
const KEPT = { sex: "noted with the results; long axes have no reference ranges", age: "noted with the results" };

export function measureLongAxisCommand(io: CliIo): Command {
  const command = new Command("long-axis")
    .description("left ventricular and atrial volumes, MAPSE, TAPSE and longitudinal strain from long-axis views")
    .option("--lax2ch <labels>", "labels of the two-chamber cine")
    .option("--lax3ch <labels>", "labels of the three-chamber cine")
    .option("--lax4ch <labels>", "labels of the four-chamber cine")
    .option("--image-2ch <file>", "NIfTI of the two-chamber cine, for the report")
    .option("--image-3ch <file>", "NIfTI of the three-chamber cine, for the report")
    .option("--image-4ch <file>", "NIfTI of the four-chamber cine, for the report")
    .option("--landmarks <file>", "landmarks that a reader marked")
    .option("--ed <frame>", "frame of end-diastole in every view, from 0", frame)
    .option("--es <frame>", "frame of end-systole in every view, from 0", frame)
    .requiredOption("--out <dir>", "folder for the results");
  return addSubjectOptions(addLabelTable(command, false), KEPT)
    .option("--force", "replace results that are there already")
    .option("--json", "print the measurements as JSON")
    .addHelpText("after", NOTES)
    .action((flags: LongAxisFlags) => measure(io, flags));
}

async function measure(io: CliIo, flags: LongAxisFlags): Promise<void> {
  const policy = { replace: flags.force === true, isOwn: (name: string) => longAxisNames.includes(name) };
  await assertWritable(flags.out, policy);
  const subject = subjectOf(flags);
  const phases = phasesOf(flags);
  const marked: MarkedViews = flags.landmarks === undefined ? {} : await readMarkedLandmarks(flags.landmarks);
  const views: Partial<Record<LongAxisView, ViewToMeasure>> = {};
  for (const view of longAxisViews) {
    const labels = flags[view];
    if (labels === undefined && marked[view] === undefined) continue;
    const drawn = labels === undefined ? {} : await readView(labels, view, flags);
    views[view] = { ...drawn, marked: marked[view], phases };
  }
  if (Object.keys(views).length === 0)
    throw new Misuse("give labels of a view, such as --lax4ch, or --landmarks; see cmr measure long-axis --help");
  const analysis = measureLongAxis(views, { software, subject });
  await writeFolder(flags.out, longAxisFiles(analysis), policy);
  const { measurements } = analysis;
  io.stdout(
    flags.json === true
      ? `${JSON.stringify({ out: flags.out, measurements }, null, 2)}\n`
      : summary(measurements, flags.out),
  );
}

async function readView(path: string, view: LongAxisView, flags: LongAxisFlags): Promise<ViewToMeasure> {
  if (flags.labelTable === undefined) throw new Misuse("labels need --label-table: what do their numbers mean?");
  const table = await labelTableOf(flags.labelTable);
  const map = await readLabelMap(path, table);
  const imagePath = { lax2ch: flags.image2ch, lax3ch: flags.image3ch, lax4ch: flags.image4ch }[view];
  if (imagePath === undefined) return { named: map, labelsSha256: map.sha256 };
  const { volume } = await readNiftiFile(imagePath);
  const labels = onGrid(map.labels, volume.grid, `the labels of ${viewTitles[view]}`);
  if (labels.frameCount !== volume.frameCount)
    throw new Misuse(`${imagePath} has ${volume.frameCount} frames, its labels have ${labels.frameCount}`);
  return { named: { labels, table }, labelsSha256: map.sha256, image: volume };
}

function phasesOf({ ed, es }: LongAxisFlags): ViewToMeasure["phases"] {
  if (ed === undefined && es === undefined) return undefined;
  if (ed === undefined || es === undefined) throw new Misuse("--ed and --es go together");
  return { endDiastoleIndex: ed, endSystoleIndex: es };
}

function frame(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("expected a whole number from 0.");
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
    ...(warnings.length === 0 ? [] : [`\n${warnings.length} to look at first:\n`]),
    ...warnings.map(({ kind, message }) => `  ${kind}: ${message}\n`),
    `\nReport: ${join(out, "report.html")}\nResearch use only. Not a medical device.\n`,
  ].join("");
}

function said(measure: Measured): string {
  return isMeasured(measure) ? measure.toFixed(1) : `not measurable: ${measure.notMeasurable}`;
}
