/** `cmr demo`: a simulated study from DICOM to report, truth beside measurement. */
import { join } from "node:path";
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import {
  cineScan,
  dicomFiles,
  type HeartTruth,
  type SimulatedStudy,
  sampleHeart,
  simulateStudy,
  truthFile,
} from "@cmrkit/phantom";
import {
  type Analysis,
  analyse,
  readStudy,
  resultFiles,
  resultNames,
  type StudyMeasurements,
  writeFolder,
  writeOneFile,
} from "@cmrkit/study";
import { randomStream } from "@cmrkit/tensor";
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import {
  addJudgeOptions,
  addModelOptions,
  type JudgeFlags,
  type ModelFlags,
  withJudge,
  withSegmenter,
} from "../model-options.ts";
import { progress } from "../progress.ts";
import { software } from "../software.ts";
import { textTable } from "../text-table.ts";

/** One heart for everyone: the demo shows the same numbers on every machine. */
const SEED = "cmr demo";

interface DemoFlags extends ModelFlags, JudgeFlags {
  readonly out: string;
}

export function demoCommand(io: CliIo): Command {
  const command = new Command("demo")
    .description("make a simulated study, analyse it, and compare the result with the truth")
    .option("--out <dir>", "folder for study and results; an earlier demo in it is replaced", "out/demo");
  return addJudgeOptions(addModelOptions(command))
    .addHelpText("after", "\nExample:\n  $ cmr demo\n")
    .action((flags: DemoFlags) => demo(io, flags));
}

async function demo(io: CliIo, flags: DemoFlags): Promise<void> {
  const folders = { dicom: join(flags.out, "dicom"), results: join(flags.out, "results") };
  const { analysis, truth } = await withSegmenter(io, flags, async (segmenter) => {
    io.stderr("drawing a beating heart …\n");
    const study = await writeStudy(folders.dicom, flags.out);
    io.stderr(`wrote ${folders.dicom}; reading it back and measuring …\n`);
    const bar = progress(io, "segmenting slice");
    const input = await readStudy(folders.dicom);
    const analysis = await withJudge(io, flags, (judge) =>
      analyse(input, segmenter, { software, onProgress: bar.update, ...(judge && { judge }) }).finally(bar.end),
    );
    return { analysis, truth: study.truth };
  });
  await writeResults(folders.results, analysis);
  io.stdout(comparison(truth, analysis.measurements));
  io.stdout("\nTruth is the continuous shape; slices 10 mm apart miss it by a few ml, however well they are read.\n");
  io.stdout("The study is simulated: what the model makes of it says little about patients.\n");
  io.stdout(`Report: ${join(folders.results, "report.html")}\nResearch use only. Not a medical device.\n`);
}

async function writeStudy(folder: string, out: string): Promise<SimulatedStudy> {
  const random = randomStream(SEED);
  const study = simulateStudy(sampleHeart("normal", random.fork("heart")), cineScan(), random.fork("scan"));
  const files = dicomFiles(study, SEED, random.fork("files")).map(({ name, bytes }) => ({
    name: name.replace(/^dicom\//, ""),
    content: bytes,
  }));
  await writeFolder(folder, files, { replace: true, isOwn: (name) => /^IM\d{5}$/.test(name) });
  const truth = truthFile(study);
  await writeOneFile(join(out, truth.name), truth.bytes, true);
  return study;
}

async function writeResults(folder: string, analysis: Analysis): Promise<void> {
  await writeFolder(folder, resultFiles(analysis), { replace: true, isOwn: (name) => resultNames.includes(name) });
}

function comparison(truth: HeartTruth, measured: StudyMeasurements): string {
  const [left, right] = [truth.leftVentricle, truth.rightVentricle];
  const rows = [
    row("LV end-diastolic volume", "ml", left.endDiastolicVolumeMl, measured.leftVentricle.endDiastolicVolumeMl),
    row("LV end-systolic volume", "ml", left.endSystolicVolumeMl, measured.leftVentricle.endSystolicVolumeMl),
    row("LV ejection fraction", "%", left.ejectionFractionPercent, measured.leftVentricle.ejectionFractionPercent),
    row("LV mass", "g", left.endDiastolicMassG, measured.leftVentricle.endDiastolicMassG),
    row("RV end-diastolic volume", "ml", right.endDiastolicVolumeMl, measured.rightVentricle.endDiastolicVolumeMl),
    row("RV end-systolic volume", "ml", right.endSystolicVolumeMl, measured.rightVentricle.endSystolicVolumeMl),
    row("RV ejection fraction", "%", right.ejectionFractionPercent, measured.rightVentricle.ejectionFractionPercent),
  ];
  return textTable([["", "truth", "measured", "difference", ""], ...rows], ["left", "right", "right", "right", "left"]);
}

function row(title: string, unit: string, truth: number, measured: Measured): readonly string[] {
  if (!isMeasured(measured)) return [title, truth.toFixed(1), "not measurable", "", unit];
  const difference = measured - truth;
  return [title, truth.toFixed(1), measured.toFixed(1), `${difference < 0 ? "" : "+"}${difference.toFixed(1)}`, unit];
}
