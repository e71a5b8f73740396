/** `cmr inspect`: what a path holds, what its series show and why, and what would keep it from being analysed. */
import {
  type DicomIndex,
  groupSeries,
  joinSliceSeries,
  readDicomFolder,
  type Series,
  type SeriesSummary,
  type SkippedFile,
} from "@cmrkit/imaging";
import {
  assertFileWritable,
  codeOfStudy,
  contradictionOf,
  groundsOf,
  kindOfPath,
  type ListedSeries,
  type ListedStudy,
  listStudies,
  readNiftiFile,
  recogniseSeries,
  seriesPage,
  shapeFacts,
  stackSuffix,
  studyTitle,
  titleOf,
  writeOneFile,
} from "@cmrkit/study";
import { Command } from "commander";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { printableLine } from "../printable.ts";
import { addSeriesOptions, type SeriesFlags, withRecognition } from "../series-options.ts";
import { software } from "../software.ts";
import { textTable } from "../text-table.ts";

interface InspectFlags extends SeriesFlags {
  readonly json?: boolean;
  readonly html?: string;
  readonly force?: boolean;
}

const EXAMPLES = `
Of a DICOM study each series is named by sequence (cine, late enhancement, T1 map, …) and view (short axis, two-chamber, …), with
what was seen: words of its description and protocol, codes and numbers of its header, times of its images, how its planes lie to
each other, and a classifier's answer where one is given. What contradicts the answer is shown with it. "unknown" says why.

--series here and in cmr analyze, and FOLDER#SERIES in cmr measure, take a series by its number, or by its UID where several
have one number; 12:2 is the second stack of a series that holds stacks of several directions.

Examples:
  $ cmr inspect study/
  $ cmr inspect study/ --html series.html
  $ cmr inspect study/ --series 12=cine/sax --series 15=lge/sax
  $ cmr inspect study/ --classifier
  $ cmr inspect study/ --classifier runs/image-kind/model --json
  $ cmr inspect cine.nii.gz --json

Research use only; not a medical device.
`;

export function inspectCommand(io: CliIo): Command {
  const command = new Command("inspect")
    .description("list the series of a study: what each shows and why, its geometry, and its problems")
    .argument("<input>", "DICOM folder, searched with its subfolders, or NIfTI file");
  return addSeriesOptions(command)
    .option("--html <file>", "write a page with a picture of each series")
    .option("--force", "replace a page that is there already")
    .option("--json", "print as JSON")
    .addHelpText("after", EXAMPLES)
    .action((path: string, flags: InspectFlags) => inspect(io, path, flags));
}

async function inspect(io: CliIo, path: string, flags: InspectFlags): Promise<void> {
  const isNifti = (await kindOfPath(path)) === "nifti";
  if (isNifti && (flags.html !== undefined || flags.series !== undefined || flags.classifier !== undefined))
    throw new Misuse("a NIfTI file has no series: leave --html, --series and --classifier out");
  if (flags.html !== undefined) await assertFileWritable(flags.html, flags.force === true);
  const found = isNifti ? await inspectNifti(path) : await inspectDicom(path, flags);
  if (flags.html !== undefined && found.page !== undefined)
    await writeOneFile(flags.html, found.page, flags.force === true);
  io.stdout(flags.json === true ? `${JSON.stringify(found.facts, null, 2)}\n` : found.text);
}

/** The same findings for a program and for a person. */
interface Inspection {
  readonly facts: object;
  readonly text: string;
  readonly page?: string;
}

async function inspectDicom(path: string, flags: SeriesFlags): Promise<Inspection> {
  const index = await readDicomFolder(path);
  const { series, unjoined } = joinSliceSeries(groupSeries(index.instances));
  const recognised = await withRecognition(flags, (options) => recogniseSeries(series, options));
  const studies = await listStudies(recognised);
  const files = { damaged: index.damaged.map(fileFacts), skipped: index.skipped.map(fileFacts) };
  const notes = unjoined.map(({ message }) => message);
  const text = [
    ...(studies.length === 0 ? ["No MR image can be read here.\n"] : studies.map(studyText)),
    ...notes.map((note) => `\nnote: ${note}\n`),
    fileNotes(index),
    "\nResearch use only; not a medical device.\n",
  ].join("");
  const page = seriesPage({ studies, notes: [...notes, ...leftOut(index)], software });
  const listed = studies.flatMap((study) => study.series);
  const facts = {
    format: "dicom",
    studies: studies.map(({ series: _, ...study }) => study),
    series: listed.map(seriesFacts),
    unjoined,
    files,
  };
  return { facts, text, page };
}

function seriesFacts({ handle, summary, recognised: { series, sequence, view } }: ListedSeries): object {
  const { joinedSeriesUids } = series;
  return { handle, ...summary, ...(joinedSeriesUids !== undefined && { joinedSeriesUids }), sequence, view };
}

function studyText(study: ListedStudy, n: number): string {
  const heading = `${n === 0 ? "" : "\n"}${printableLine(studyTitle(study))}, ${study.studyInstanceUid}\nReports call it Study ${codeOfStudy(study.studyInstanceUid)}.\n\n`;
  return [heading, seriesTable(study.series), ...study.series.map(evidenceText)].join("");
}

function seriesTable(listed: readonly ListedSeries[]): string {
  const rows = listed.map(({ summary: one, recognised: { series, sequence, view } }) => [
    `${one.seriesNumber ?? "–"}${stackSuffix(series)}`,
    titleOf(sequence),
    titleOf(view),
    one.seriesDescription ?? "",
    one.arrangement,
    one.orientation,
    String(one.sliceCount),
    String(one.frameCount),
    `${one.columns} × ${one.rows}`,
    `${one.pixelSpacingMm.map((mm) => mm.toFixed(2)).join(" × ")} mm`,
    one.sliceSpacingMm === undefined ? "" : `${one.sliceSpacingMm.toFixed(2)} mm`,
    one.problems.map(({ kind }) => kind).join(", ") || sound[one.arrangement],
  ]);
  const names = ["series", "sequence", "view", "description", "kind", "plane"];
  const sizes = ["slices", "frames", "matrix", "pixels", "slice step", "verdict"];
  return textTable(
    [[...names, ...sizes], ...rows],
    [
      ...(["right", "left", "left", "left", "left", "left"] as const),
      ...(["right", "right", "right", "right", "right", "left"] as const),
    ],
  );
}

/** The verdict on a series without problems. */
const sound = {
  "cine-stack": "whole cine",
  "cine-plane": "one plane",
  "still-stack": "whole stack",
  "single-image": "one image",
} as const satisfies Record<SeriesSummary["arrangement"], string>;

/** Why a series is taken for what it is, and what would keep it from being assembled. */
function evidenceText({ summary, recognised: { series, sequence, view } }: ListedSeries): string {
  const lines = [sequence, view].flatMap((finding) => [
    `  ${titleOf(finding)}: ${groundsOf(finding)}`,
    ...(contradictionOf(finding) === "" ? [] : [`    but ${contradictionOf(finding)}`]),
  ]);
  const problems = [
    ...summary.problems.map(({ kind, message }) => `  ${kind}: ${message}`),
    ...summary.warnings.map(({ kind, message }) => `  note, ${kind}: ${message}`),
  ];
  return `\n${titleText(series)}\n${[...lines, ...problems].join("\n")}\n`;
}

/** Number and UID: by either, and a stack's number, `--series` and FOLDER#SERIES mean it. */
function titleText(series: Series): string {
  const { instances, seriesInstanceUid, joinedSeriesUids } = series;
  const number = instances[0]!.seriesNumber;
  const named = `${number === undefined ? "" : `${number}${stackSuffix(series)}, `}${seriesInstanceUid}${stackSuffix(series)}`;
  const joined = joinedSeriesUids === undefined ? "" : `, joined from ${joinedSeriesUids.length} of one slice each`;
  return `series ${named}${joined}`;
}

function fileNotes({ damaged, skipped }: DicomIndex): string {
  const kinds = Map.groupBy(skipped, ({ error }) => error.kind);
  return [
    ...damaged.map(({ error }) => `\ndamaged: ${printableLine(error.message)}\n`),
    ...[...kinds].map(
      ([kind, files]) => `\nleft out, ${kind}: ${files.length}, such as ${printableLine(files[0]?.name ?? "")}\n`,
    ),
  ].join("");
}

/** For a page, which may travel: counts without the names of files. */
function leftOut({ damaged, skipped }: DicomIndex): readonly string[] {
  const kinds = Map.groupBy([...damaged, ...skipped], ({ error }) => error.kind);
  return [...kinds].map(([kind, files]) => `left out, ${kind}: ${files.length} files`);
}

function fileFacts({ name, error: { kind, message } }: SkippedFile): object {
  return { name, kind, message };
}

async function inspectNifti(path: string): Promise<Inspection> {
  const { volume, geometrySource, warnings, sha256 } = await readNiftiFile(path);
  const shape = shapeFacts(volume);
  const { columns, rows, sliceCount, frameCount, voxelSpacingMm } = shape;
  const lines = [
    `${columns} × ${rows}, ${sliceCount} ${sliceCount === 1 ? "slice" : "slices"}, ${frameCount} ${frameCount === 1 ? "frame" : "frames"}`,
    `voxels ${voxelSpacingMm.map((mm) => mm.toFixed(3)).join(" × ")} mm, placed by the ${geometrySource}`,
    ...warnings.map(({ kind, message }) => `note, ${kind}: ${message}`),
  ];
  return {
    facts: { format: "nifti", ...shape, geometrySource, sha256, warnings },
    text: lines.map((line) => `${line}\n`).join(""),
  };
}
