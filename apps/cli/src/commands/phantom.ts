/** `cmr phantom`: simulated hearts as DICOM and NIfTI, with the truth beside them. */
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  type CineScan,
  cineScan,
  dicomFiles,
  folderFiles,
  folderRows,
  type HeartKind,
  heartKinds,
  longAxisViews,
  niftiFiles,
  PhantomError,
  type ScannerName,
  type SimulatedStudy,
  type StillContrast,
  type StudyFile,
  sampleHeart,
  scannerNames,
  simulateStudy,
  stillContrasts,
  truthFile,
} from "@cmrkit/phantom";
import { assertWritable } from "@cmrkit/study";
import { type RandomStream, randomStream } from "@cmrkit/tensor";
import { Command, InvalidArgumentError, Option } from "commander";
import { decimalNumber } from "../decimal-number.ts";
import { Misuse } from "../failure.ts";
import type { CliIo } from "../io.ts";
import { progress } from "../progress.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

const formats = ["dicom", "nifti", "both"] as const;

interface PhantomFlags {
  readonly out: string;
  readonly kind: HeartKind | "random";
  readonly seed: string;
  readonly count: number;
  readonly format: (typeof formats)[number];
  readonly matrix: number;
  readonly spacing: number;
  readonly sliceDistance: number;
  readonly sliceThickness?: number;
  readonly frames: number;
  readonly tilt: number;
  readonly noise?: number;
  readonly scanner: ScannerName | "random";
  readonly longAxis?: boolean;
  readonly with: readonly StillContrast[];
  readonly force?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
One heart is written to the folder itself, several to heart-0001, heart-0002, … in it. Each has truth.json: exact
volumes, mass, wall thickness, infarct and landmarks of the shape that was drawn. Equal seeds give equal files. With
NIfTI come cases.csv and labels.json, so that the folder is a labelled data set ("folder") for cmr finetune.

Examples:
  $ cmr phantom --out heart --kind infarcted
  $ cmr phantom --out hearts --kind random --count 20 --format nifti --long-axis
  $ cmr phantom --out infarcts --kind infarcted --count 20 --with lge t1_map t2_map
`;

export function phantomCommand(io: CliIo): Command {
  return new Command("phantom")
    .description("draw simulated beating hearts whose volumes are known")
    .requiredOption("--out <dir>", "folder for the hearts")
    .addOption(new Option("--kind <kind>", "kind of heart").choices([...heartKinds, "random"]).default("normal"))
    .option("--seed <seed>", "number or word that all chance comes from", "1")
    .option("--count <n>", "how many hearts", wholeNumber(1), 1)
    .addOption(new Option("--format <format>", "files to write").choices(formats).default("both"))
    .option("--matrix <n>", "pixels along each side", wholeNumber(1), 192)
    .option("--spacing <mm>", "distance between pixels", positive, 1.5)
    .option("--slice-distance <mm>", "between the middles of neighbouring slices", positive, 10)
    .option("--slice-thickness <mm>", "of each slice; 0.8 of the distance unless given", positive)
    .option("--frames <n>", "frames in a beat", wholeNumber(1), 20)
    .option("--tilt <deg>", "lean of the plane from the true short axis", decimalNumber, 0)
    .addOption(
      new Option("--scanner <name>", "whose pictures differ in contrast, sharpness, evenness and noise")
        .choices([...scannerNames, "random"])
        .default("standard"),
    )
    .option(
      "--noise <sigma>",
      "standard deviation of the noise, where blood is near 700; as the scanner's",
      notNegative,
    )
    .option("--long-axis", "draw the two-, three- and four-chamber view too")
    .addOption(
      new Option("--with <sequence...>", "draw these on the short axis too: late enhancement, maps in ms")
        .choices(stillContrasts)
        .default([]),
    )
    .option("--force", "replace hearts that are there already")
    .option("--json", "print what was written as JSON")
    .addHelpText("after", EXAMPLES)
    .action((flags: PhantomFlags) => phantom(io, flags));
}

type TableRow = ReturnType<typeof folderRows>[number];

/** A heart that was written: where, and what is true of it. */
interface WrittenHeart {
  readonly folder: string;
  readonly files: number;
  readonly truth: SimulatedStudy["truth"];
}

async function phantom(io: CliIo, flags: PhantomFlags): Promise<void> {
  assertScan(flags);
  await assertWritable(flags.out, { replace: flags.force === true, isOwn });
  io.stderr(flags.count === 1 ? "drawing a heart …\n" : `drawing ${flags.count} hearts …\n`);
  const bar = progress(io, "drew");
  const staging = await stagingFolder(flags.out);
  try {
    const written: WrittenHeart[] = [];
    const rows: TableRow[] = [];
    const whole = join(staging, "whole"); // its permissions are the user's default, those of mkdtemp are narrower
    for (let index = 0; index < flags.count; index++) {
      bar.update(index, flags.count);
      const { heart, rows: own } = await writeHeart(whole, index, flags);
      written.push(heart);
      rows.push(...own);
    }
    if (flags.format !== "dicom") await writeFiles(whole, folderFiles(rows));
    await exchange(whole, flags.out, join(staging, "before"));
    bar.end();
    io.stdout(flags.json === true ? `${JSON.stringify(written, null, 2)}\n` : report(flags.out, written));
  } finally {
    bar.end();
    await rm(staging, { recursive: true, force: true });
  }
}

/** Draws heart number `index` and writes it below a folder; its seed depends on the index alone, not on the count. */
async function writeHeart(
  below: string,
  index: number,
  flags: PhantomFlags,
): Promise<{ readonly heart: WrittenHeart; readonly rows: readonly TableRow[] }> {
  const random = randomStream(flags.seed).fork(index);
  const study = drawHeart(random, flags);
  const name = `heart-${String(index + 1).padStart(4, "0")}`;
  const folder = flags.count === 1 ? "." : name;
  const files = studyFiles(study, `cmrkit-phantom-${flags.seed}-${index + 1}`, random, flags.format);
  await writeFiles(join(below, folder), files);
  return {
    heart: { folder, files: files.length, truth: study.truth },
    rows: folderRows(study, name, flags.count === 1 ? "" : `${name}/`),
  };
}

async function writeFiles(folder: string, files: readonly StudyFile[]): Promise<void> {
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

function drawHeart(random: RandomStream, flags: PhantomFlags): SimulatedStudy {
  const kind = flags.kind === "random" ? drawn(heartKinds, random) : flags.kind;
  const scanner = flags.scanner === "random" ? drawn(scannerNames.slice(1), random.fork("scanner")) : flags.scanner;
  const scan = cineScan({ scanner, ...settingsOf(flags) });
  const extras = { longAxisViews: flags.longAxis === true ? longAxisViews : [], stills: flags.with };
  return simulateStudy(sampleHeart(kind, random.fork("heart")), scan, random.fork("scan"), extras);
}

function settingsOf(flags: PhantomFlags): Partial<CineScan> {
  return {
    matrix: [flags.matrix, flags.matrix],
    pixelSpacingMm: [flags.spacing, flags.spacing],
    sliceDistanceMm: flags.sliceDistance,
    sliceThicknessMm: flags.sliceThickness ?? 0.8 * flags.sliceDistance,
    frameCount: flags.frames,
    tiltDeg: flags.tilt,
    ...(flags.noise !== undefined && { noiseSigma: flags.noise }),
  };
}

/** @throws {Misuse} for a setting that no scan can have. */
function assertScan(flags: PhantomFlags): void {
  try {
    cineScan(settingsOf(flags));
  } catch (error) {
    if (error instanceof PhantomError) throw new Misuse(error.message);
    throw error;
  }
}

function drawn<T>(values: readonly T[], random: RandomStream): T {
  return values[random.integer(values.length)]!;
}

function studyFiles(
  study: SimulatedStudy,
  studyName: string,
  random: RandomStream,
  format: PhantomFlags["format"],
): readonly StudyFile[] {
  const dicom = format === "nifti" ? [] : dicomFiles(study, studyName, random.fork("files"));
  const nifti = format === "dicom" ? [] : niftiFiles(study);
  return [...dicom, ...nifti, truthFile(study)];
}

const OWN: ReadonlySet<string> = new Set(["dicom", "nifti", "truth.json", "cases.csv", "labels.json"]);

/** What an earlier run may have left in the folder. */
function isOwn(name: string): boolean {
  return OWN.has(name) || /^heart-\d{4,}$/.test(name);
}

/** An empty folder beside the one asked for, so that renaming moves no bytes. */
async function stagingFolder(out: string): Promise<string> {
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  return mkdtemp(join(dirname(target), `.${basename(target)}.partial-`));
}

/** Puts a whole folder in its place; an older one steps aside first, and comes back if the new one cannot follow. */
async function exchange(whole: string, out: string, aside: string): Promise<void> {
  const isThere = (await stat(out).catch(() => undefined)) !== undefined;
  if (isThere) await rename(out, aside);
  try {
    await rename(whole, out);
  } catch (error) {
    if (isThere) await rename(aside, out);
    throw error;
  }
}

function report(out: string, written: readonly WrittenHeart[]): string {
  const rows = written.map(({ folder, files, truth: { parameters, leftVentricle, rightVentricle } }) => [
    join(out, folder),
    String(files),
    parameters.kind,
    leftVentricle.endDiastolicVolumeMl.toFixed(1),
    leftVentricle.endSystolicVolumeMl.toFixed(1),
    leftVentricle.ejectionFractionPercent.toFixed(1),
    leftVentricle.endDiastolicMassG.toFixed(1),
    rightVentricle.endDiastolicVolumeMl.toFixed(1),
    rightVentricle.ejectionFractionPercent.toFixed(1),
  ]);
  const heading = ["folder", "files", "kind", "LV EDV ml", "LV ESV ml", "LVEF %", "LV mass g", "RV EDV ml", "RVEF %"];
  const table = textTable(
    [heading, ...rows],
    ["left", "right", "left", "right", "right", "right", "right", "right", "right"],
  );
  return `${table}\nSimulated hearts; the values are the truth of the shape drawn, not of any patient.\n`;
}

function positive(text: string): number {
  const value = decimalNumber(text);
  if (value <= 0) throw new InvalidArgumentError("expected a number above 0.");
  return value;
}

function notNegative(text: string): number {
  const value = decimalNumber(text);
  if (value < 0) throw new InvalidArgumentError("expected a number of 0 or more.");
  return value;
}
