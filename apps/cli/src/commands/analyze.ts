/** `cmr analyze`: one study in, a folder of results out. */
import type { PapillaryConvention } from "@cmrkit/cardiac";
import {
  type Analysis,
  analyse,
  assertAvailable,
  assertNameable,
  assertWritable,
  type HandOnOptions,
  handOn,
  type MeasuringOptions,
  measureAgain,
  readEarlierResults,
  readNiftiPair,
  readStudy,
  resultFiles,
  resultNames,
  type StudyInput,
  writeFolder,
} from "@cmrkit/study";
import { Command, Option } from "commander";
import { Misuse } from "../failure.ts";
import { addHandOnOptions, type HandOnFlags, handOnOptions } from "../hand-on-options.ts";
import type { CliIo } from "../io.ts";
import {
  addImageCheckOptions,
  addJudgeOptions,
  addModelOptions,
  type ImageCheckFlags,
  type JudgeFlags,
  type ModelFlags,
  withImageChecker,
  withJudge,
  withSegmenter,
} from "../model-options.ts";
import { progress } from "../progress.ts";
import { addReferenceOptions, type ReferenceFlags, referenceOptionsOf } from "../reference-options.ts";
import { addSeriesOptions, type SeriesFlags, withRecognition } from "../series-options.ts";
import { addSliceOptions, type SliceFlags, sliceOptionsOf } from "../slice-options.ts";
import { software } from "../software.ts";
import { addSubjectOptions, type SubjectFlags, subjectOf } from "../subject-options.ts";
import { summaryText } from "../summary.ts";
import { swallowed } from "../swallowed-input.ts";

interface AnalyzeFlags
  extends ModelFlags,
    JudgeFlags,
    ImageCheckFlags,
    SubjectFlags,
    ReferenceFlags,
    SliceFlags,
    HandOnFlags,
    SeriesFlags {
  readonly out: string;
  readonly ed?: string;
  readonly es?: string;
  readonly papillary: PapillaryConvention;
  readonly seenFrom?: "apex" | "base";
  readonly from?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ cmr analyze study/ --out results/study
  $ cmr analyze cine.nii.gz --out results/cine --height 178 --weight 77 --sex m
  $ cmr analyze --ed ed.nii.gz --es es.nii.gz --out results/pair --json
  $ cmr analyze acdc-cine.nii.gz --seen-from apex --out results/acdc
  $ cmr analyze study/ --out results/study --series 12
  $ cmr analyze study/ --out results/study --outputs seg,sr,fhir
  $ cmr analyze study/ --out results/study --outputs all
  $ cmr analyze study/ --from results/study --slices ed=2-10,es=3-9 --out results/again
  $ cmr analyze study/ --landmarks annulus.json --out results/study
  $ cmr analyze study/ --from results/study --out results/judged --judge --check-images
  $ cmr analyze study/ --out results/study --sex f --age 63 --reference-ranges our-ranges.csv

Writes measurements.json, volumes.csv (a row a frame), segments.csv (a row for each of the 16 segments of the wall),
slices.csv (which slices counted at each phase, and why), report.html and segmentation.nii.gz (1 RV cavity, 2 LV myocardium, 3 LV cavity); for a pair segmentation-ed.nii.gz and
segmentation-es.nii.gz. With --outputs also:
  seg           DICOM segmentation of the whole cine, time in its index      segmentation.dcm
  seg-labelmap  the same as a label map, for receivers that know it          segmentation-labelmap.dcm
  seg-phases    end-diastole and end-systole apart, for simple viewers       segmentation-ed.dcm, segmentation-es.dcm
  sr            DICOM structured report by TID 1500, with seg                measurements-sr.dcm, segmentation.dcm
  sr-tid3900    DICOM cardiovascular analysis report by TID 3900             measurements-tid3900.dcm
  sc            the report as pages of secondary capture; needs Chromium     report-sc.dcm
  pdf           the report as encapsulated PDF; needs Chromium               report-pdf.dcm
  fhir          FHIR R4 DiagnosticReport with Observations                   diagnostic-report.json
  csv, parquet  a row a measure                                              measurements.csv, measurements.parquet
Slices count where their cavity is labelled. --slices rule leaves out what lies above the first slice with wall around half of its
cavity; ranges count what you choose, ed and es for the left ventricle and its wall, rv-ed and rv-es for the right; landmarks cut
the stack at the mitral annulus. The report shows every slice with the reason; --from measures again in seconds.
Ranges are built in by sex only. --reference-ranges reads ranges by sex and age, a line each, such as these made-up numbers:
  measure,sex,age_from,age_to,lower,upper,mean,sd,unit,papillary_muscles,source
  leftVentricle.ejectionFractionPercent,female,60,69,51,71,,,%,cavity,made up for this help
Sex and ages may be empty, which fits everybody; where no row fits, the built-in range stays. docs/guides/reference-ranges.md tells all.
The short-axis cine of a DICOM study is found by headers, times and planes together; cmr inspect shows what every series is taken
for and why. --series NUMBER or --series UID names it instead, --series 7=lge/sax says what another series is.
DICOM outputs need a DICOM input, and carry its patient and study. Research use only; not a medical device.
`;

export function analyzeCommand(io: CliIo): Command {
  const command = new Command("analyze")
    .description("measure ventricular volumes, ejection fraction, mass, wall and strain of one study")
    .argument("[input]", "DICOM folder, searched with its subfolders, or 4D NIfTI file")
    .requiredOption("--out <dir>", "folder for the results")
    .option("--ed <file>", "NIfTI of end-diastole, instead of an input")
    .option("--es <file>", "NIfTI of end-systole")
    .addOption(
      new Option("--papillary <convention>", "what papillary muscles count to")
        .choices(["cavity", "mass"])
        .default("cavity"),
    )
    .addOption(
      new Option(
        "--seen-from <side>",
        "side the pictures are seen from, if their patient coordinates are wrong",
      ).choices(["apex", "base"]),
    );
  addSliceOptions(command).option(
    "--from <dir>",
    "results of an earlier analysis of these images: its segmentation is measured again, without a model",
  );
  return addHandOnOptions(
    addImageCheckOptions(
      addJudgeOptions(addModelOptions(addReferenceOptions(addSubjectOptions(addSeriesOptions(command))))),
    ),
  )
    .option("--force", "replace results that are there already")
    .option("--json", "print the measurements as JSON")
    .addHelpText("after", EXAMPLES)
    .action((input: string | undefined, flags: AnalyzeFlags) => analyze(io, input, flags));
}

async function analyze(io: CliIo, path: string | undefined, flags: AnalyzeFlags): Promise<void> {
  const read = readerOf(path, flags);
  const subject = subjectOf(flags);
  const reference = referenceOptionsOf(flags);
  const policy = { replace: flags.force === true, isOwn: (name: string) => resultNames.includes(name) };
  await assertWritable(flags.out, policy);
  const options = await handOnOptions(io, flags);
  const input = await read();
  assertAvailable(input, options);
  const measuring = {
    software,
    subject,
    papillaryMuscles: flags.papillary,
    ...reference,
    ...(await sliceOptionsOf(flags)),
    ...(flags.seenFrom !== undefined && { seenFrom: flags.seenFrom }),
  };
  const analysis = await withImageChecker(flags, (imageChecker) =>
    withJudge(io, flags, (judge) =>
      analysisOf(
        { io, input, flags, handedOn: options },
        { ...measuring, ...(imageChecker && { imageChecker }), ...(judge && { judge }) },
      ),
    ),
  );
  const { files, notes } = await handOn(input, analysis, options);
  await writeFolder(flags.out, [...resultFiles(analysis), ...files], policy);
  for (const note of notes) io.stderr(`cmr: ${note}\n`);
  io.stdout(flags.json === true ? resultJson(analysis, flags.out) : summaryText(analysis.measurements, flags.out));
}

interface AnalysisJob {
  readonly io: CliIo;
  readonly input: StudyInput;
  readonly flags: AnalyzeFlags;
  /** What the results are to be handed on as. */
  readonly handedOn: HandOnOptions;
}

async function analysisOf({ io, input, flags, handedOn }: AnalysisJob, options: MeasuringOptions): Promise<Analysis> {
  if (flags.from !== undefined) {
    const earlier = await readEarlierResults(flags.from, input);
    assertNameable(earlier.model, handedOn);
    return measureAgain(input, earlier, options);
  }
  const bar = progress(io, "segmenting slice");
  return withSegmenter(io, flags, (segmenter) => {
    assertNameable(segmenter.model, handedOn);
    return analyse(input, segmenter, { ...options, onProgress: bar.update }).finally(bar.end);
  });
}

/** @throws {Misuse} unless there is either an input or a pair. */
function readerOf(path: string | undefined, { ed, es, ...flags }: AnalyzeFlags): () => Promise<StudyInput> {
  const taken = path === undefined && ed === undefined && es === undefined ? swallowed(foldersOf(flags)) : undefined;
  if (taken !== undefined) throw new Misuse(taken);
  if (path !== undefined && ed === undefined && es === undefined)
    return () => withRecognition(flags, (options) => readStudy(path, options));
  if (path === undefined && ed !== undefined && es !== undefined) return () => readNiftiPair(ed, es);
  throw new Misuse(
    "give either an INPUT (DICOM folder or 4D NIfTI), or --ed and --es together; see cmr analyze --help",
  );
}

/** Folders of models that options name which do without as well. */
function foldersOf({ judge, checkImages, classifier }: Omit<AnalyzeFlags, "ed" | "es">): ReadonlyMap<string, string> {
  const named = { "--judge": judge, "--check-images": checkImages, "--classifier": classifier };
  return new Map(
    Object.entries(named).flatMap(([option, value]) => (typeof value === "string" ? [[option, value]] : [])),
  );
}

function resultJson({ measurements }: Analysis, out: string): string {
  return `${JSON.stringify({ out, measurements }, null, 2)}\n`;
}
