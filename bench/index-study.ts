/**
 * How long `cmr inspect` takes to index a study as a PACS exports it: 3,000 files of 256 × 256 pixels, of which 12 slices × 25
 * frames are the short-axis cine, in one folder under names that tell nothing.
 *
 * The files are written once, and indexed in a process of its own each round; the first round also warms the file cache.
 *
 *   npx -c 'node bench/index-study.ts'
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { inspectSeries, type MrInstanceToWrite, readDicomFolder, uidFrom, writeMrInstance } from "@cmrkit/imaging";
import { provenance } from "./provenance.ts";
import { addRow } from "./result-row.ts";

const FILES = 3000;
const ROUNDS = 3;
const SIZE = 256;
const FRAMES = 25;
const SLICES = 12;

const [folder] = process.argv.slice(2);
if (folder === undefined) measure();
else process.stdout.write(`${JSON.stringify(await indexOnce(folder))}\n`);

interface Round {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMiB: number;
  readonly series: number;
}

async function indexOnce(study: string): Promise<Round> {
  const start = performance.now();
  const before = process.cpuUsage();
  const { instances } = await readDicomFolder(study);
  const series = inspectSeries(instances);
  const { user, system } = process.cpuUsage(before);
  if (instances.length !== FILES) throw new Error(`${instances.length} of ${FILES} files were read`);
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
    series: series.length,
  };
}

function measure(): void {
  const study = mkdtempSync(join(tmpdir(), "cmrkit-index-"));
  try {
    for (let n = 0; n < FILES; n++) writeFileSync(join(study, nameOf(n)), writeMrInstance(image(n)));
    for (let round = 0; round < ROUNDS; round++) record(round, study);
  } finally {
    rmSync(study, { recursive: true });
  }
}

function record(round: number, study: string): void {
  const answer = execFileSync(process.execPath, [import.meta.filename, study], { encoding: "utf8" });
  const { seconds, cpuSeconds, peakMemoryMiB, series }: Round = JSON.parse(answer);
  const row = {
    ...provenance(),
    files: FILES,
    series,
    round,
    seconds: seconds.toFixed(2),
    cpuSeconds: cpuSeconds.toFixed(2),
    peakMemoryMiB: peakMemoryMiB.toFixed(0),
    loadAverage: loadavg()[0]!.toFixed(1),
  };
  addRow("index-study", row);
  process.stdout.write(`${row.seconds} s, ${row.cpuSeconds} s of processor time, ${row.peakMemoryMiB} MiB\n`);
}

/** In an order that has nothing to do with slices or time. */
function nameOf(n: number): string {
  return `IM${String((n * 1777) % FILES).padStart(5, "0")}`;
}

/** Ten series of 12 slices × 25 frames, ten millimetres apart, at one place each. */
function image(n: number): MrInstanceToWrite {
  const t = n % FRAMES;
  const k = Math.floor(n / FRAMES) % SLICES;
  const series = Math.floor(n / (FRAMES * SLICES));
  return {
    sopInstanceUid: uidFrom("index-study", n),
    seriesInstanceUid: uidFrom("index-study", "series", series),
    studyInstanceUid: uidFrom("index-study", "study"),
    frameOfReferenceUid: uidFrom("index-study", "frame"),
    seriesNumber: series + 1,
    instanceNumber: k * FRAMES + t + 1,
    patient: { name: "Phantom", id: "P1" },
    sequence: {
      imageType: ["DERIVED", "SECONDARY", "OTHER"],
      scanningSequence: "GR",
      sequenceVariant: "SS",
      repetitionTimeMs: 3.2,
      echoTimeMs: 1.6,
      flipAngleDegrees: 50,
      magneticFieldStrengthT: 1.5,
    },
    rows: SIZE,
    columns: SIZE,
    pixelSpacingMm: [1.5, 1.5],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    imagePositionPatientMm: [200 * series, 0, 10 * k],
    sliceThicknessMm: 8,
    spacingBetweenSlicesMm: 10,
    triggerTimeMs: 30 * t,
    nominalIntervalMs: 750,
    cardiacNumberOfImages: FRAMES,
    pixels: new Uint16Array(SIZE * SIZE).fill(n),
  };
}
