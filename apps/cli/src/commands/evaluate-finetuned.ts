/** `cmr evaluate finetuned`: scores a fine-tuned model of any task on labelled patients. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import {
  answersCsv,
  type Evaluation,
  evaluateFinetuned,
  longAxisAnswers,
  longAxisCsv,
  writeFileAtomically,
} from "@cmrkit/learn";
import { Command, Option } from "commander";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";

interface EvaluateFlags extends DeviceFlags {
  readonly model: string;
  readonly data: string;
  readonly set?: string;
  readonly patients: "validation" | "test" | "all";
  readonly out: string;
  readonly json?: true;
}

const NOTES = `
Writes cases.csv (a row for each answer) and summary.json (every metric of the task with its 95 % bootstrap interval over
patients). Segmentations are scored on the native grid, landmarks in mm, or in pixels where nobody knows how large one is.
Where landmarks of ED and ES are there, long-axis.csv has MAPSE and strain of each case.

Example:
  cmr evaluate finetuned --model runs/unet-8/model --data ../shared/data/acdc --out out/unet-8`;

export function evaluateFinetunedCommand(io: CliIo): Command {
  return addDeviceOptions(new Command("finetuned"))
    .description("score a fine-tuned model on labelled patients")
    .requiredOption("--model <dir>", "model folder of a fine-tuning")
    .requiredOption("--data <dir>", "folder of the data set")
    .requiredOption("--out <dir>", "where cases.csv and summary.json go")
    .option("--set <name>", "data set, where it is not the one that the model learnt from")
    .addOption(
      new Option("--patients <which>", "a side of the model's own split, or all in the folder, whoever was learnt from")
        .choices(["validation", "test", "all"])
        .default("test"),
    )
    .option("--json", "print the summary as JSON")
    .addHelpText("after", NOTES)
    .action((flags: EvaluateFlags) => evaluate(flags, io));
}

async function evaluate(flags: EvaluateFlags, io: CliIo): Promise<void> {
  const { model, data, out, set, patients, json } = flags;
  const clear = io.isStderrTerminal ? "\r\u001b[K" : "";
  const { rows, evaluation } = await evaluateFinetuned({
    modelFolder: model,
    dataFolder: data,
    patients,
    session: sessionOptions(flags),
    onProgress: (done, total) => {
      if (io.isStderrTerminal) io.stderr(`${clear}image ${done} of ${total}`);
    },
    onNote: (text) => io.stderr(`${clear}${text}\n`),
    ...(set !== undefined && { set }),
  });
  mkdirSync(out, { recursive: true });
  writeFileAtomically(join(out, "cases.csv"), answersCsv(rows));
  const longAxis = longAxisAnswers(rows.filter((row) => row.kind === "landmark"));
  if (longAxis.length > 0) writeFileAtomically(join(out, "long-axis.csv"), longAxisCsv(longAxis));
  writeFileAtomically(join(out, "summary.json"), `${JSON.stringify(evaluation, null, 2)}\n`);
  io.stderr(clear);
  io.stdout(json ? `${JSON.stringify(evaluation, null, 2)}\n` : summaryText(evaluation));
}

/** A line for each metric: its value and interval. */
function summaryText(evaluation: Evaluation): string {
  const width = Math.max(...Object.keys(evaluation).map((name) => name.length));
  const lines = Object.entries(evaluation).map(([name, { estimate, lower, upper, n }]) => {
    const interval = isMeasured(estimate) ? ` (${shown(lower)} to ${shown(upper)})` : "";
    return `${name.padEnd(width)}  ${shown(estimate)}${interval}, ${n} patients`;
  });
  return `${lines.join("\n")}\n`;
}

function shown(measured: Measured): string {
  return isMeasured(measured) ? measured.toFixed(3) : `not measurable, because ${measured.notMeasurable}`;
}
