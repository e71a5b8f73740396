/** `cmr train outline-judge`: the network that says whether outlines look like an expert's. */
import { join } from "node:path";
import { acdcHearts, type JudgeFacts, judgeDefaults, makeJudge } from "@cmrkit/learn";
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { learningReporter } from "../learning-reporter.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { type Progress, progress } from "../progress.ts";
import { runRecorder } from "../run-recorder.ts";
import { stopRequest } from "../stop-request.ts";
import { wholeNumber } from "../whole-number.ts";

interface JudgeFlags extends DeviceFlags {
  readonly data: string;
  readonly out: string;
  readonly name: string;
  readonly steps: number;
}

const NOTES = `
Learns to find damage that is done to experts' outlines. Three judges are each tried on a third of the patients that they never
saw, as experts drew them and damaged in sixteen ways; what they doubt and numbers of shape become one score, whose limit
98 of 100 experts' outlines pass. The judge that ships then learns from all. The run folder receives run.json, numbers.csv of each fold, and at the end card.md and model/,
which cmr analyze --judge DIR opens. Stop at any time with Ctrl-C; the same command goes on where it stopped.

Example:
  cmr train outline-judge --data ../shared/data/acdc --out runs/judge`;

export function trainJudgeCommand(io: CliIo): Command {
  return addDeviceOptions(new Command("outline-judge"))
    .description("train and calibrate the judge of outlines on the ACDC set")
    .requiredOption("--data <dir>", "folder of the ACDC set, as its owners lay it out or with a cases.csv")
    .requiredOption("--out <dir>", "run folder; one with checkpoints is continued")
    .option("--steps <n>", "updates of each training", wholeNumber(1), judgeDefaults.optimiser.steps)
    .option("--name <name>", "name of the model", "cmrkit outline judge")
    .addHelpText("after", NOTES)
    .action((flags: JudgeFlags) => train(io, flags));
}

async function train(io: CliIo, { data, out, name, steps, ...device }: JudgeFlags): Promise<void> {
  const config = { ...judgeDefaults, optimiser: { ...judgeDefaults.optimiser, steps } };
  const reporter = learningReporter(io);
  const stop = stopRequest();
  const record = runRecorder(out, config);
  const hearts = await acdcHearts(data);
  const facts = await makeJudge({
    hearts,
    config,
    name,
    runFolder: out,
    session: sessionOptions(device),
    shouldStop: () => stop.isRequested,
    onUpdate: ({ step, metrics }, part, parts) =>
      reporter.update({ step: part * steps + step, steps: parts * steps, metrics }),
    onTried: trialReporter(io),
  });
  record(facts?.folds ?? [], facts ? steps : 0);
  if (!facts) {
    reporter.note("stopped; the same command goes on from there");
    return;
  }
  io.stdout(calibrationText(facts));
  reporter.note(`the model is in ${join(out, "model")}`);
}

/** A bar for each fold's trial. */
function trialReporter(io: CliIo): (patients: number, of: number, fold: number) => void {
  let bar: Progress | undefined;
  return (patients, of, fold) => {
    bar ??= progress(io, `judge of fold ${fold + 1} tried on patient`);
    bar.update(patients, of);
    if (patients < of) return;
    bar.end();
    bar = undefined;
  };
}

function calibrationText({ calibration }: JudgeFacts): string {
  const { gate, experts, expertsByOthersLimit, damaged, kinds } = calibration;
  const lines = Object.entries(kinds).map(([kind, { caught, of }]) => `  ${kind}: ${caught} of ${of}`);
  return `limit ${gate.limit.toFixed(3)}
experts' outlines that pass: ${experts.passing} of ${experts.of} (limit set by other patients: ${expertsByOthersLimit.passing})
damaged outlines that are caught: ${damaged.caught} of ${damaged.of}
${lines.join("\n")}
`;
}
