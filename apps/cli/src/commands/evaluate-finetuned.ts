/** `cmr evaluate finetuned`: scores a fine-tuned model of any task on labelled patients. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import {
  type EvaluatedModel,
  type EvaluationRun,
  evaluateFinetuned,
  evaluationPage,
  evaluationRecord,
  metricRows,
  worstCases,
  writeEvaluation,
  writeFileAtomically,
} from "@cmrkit/learn";
import { Command, Option } from "commander";
import { addForceOption, assertReplaceableIn, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { addDeviceOptions, type DeviceFlags, sessionOptions } from "../model-options.ts";
import { textTable } from "../text-table.ts";
import { setOption } from "./task-options.ts";
import { type TestTimeFlags, testTimeOption } from "./test-time-option.ts";

interface EvaluateFlags extends DeviceFlags, TestTimeFlags, ForceFlags {
  readonly model: string;
  readonly data: string;
  readonly set?: string;
  readonly patients: "validation" | "test" | "all";
  readonly out: string;
  readonly json?: true;
}

const NOTES = `
Writes cases.csv (a row for each answer), measures.csv (volumes, ejection fractions, mass or infarct of each case beside the
expert's, where the classes tell them), long-axis.csv (MAPSE and strain of each case, where landmarks of both phases are there),
summary.json (every metric of the task and of its subgroups, with 95 % bootstrap intervals over patients), figures as SVG, and
evaluation.html, which shows all of these and the three worst cases. What is not measurable says why. Segmentations are scored
on the native grid, their stability (how little a mask changes with its threshold) on the network's own, landmarks in mm, or in
pixels where nobody knows how large one is; images without landmarks are left out and counted. On a CPU as many cases as
--threads are evaluated at a time, by default one a core.

Example:
  cmr evaluate finetuned --model runs/unet-8/model --data ../shared/data/acdc --out out/unet-8`;

export function evaluateFinetunedCommand(io: CliIo): Command {
  return addForceOption(addDeviceOptions(new Command("finetuned")))
    .description("score a fine-tuned model on labelled patients")
    .requiredOption("--model <dir>", "model folder of a fine-tuning")
    .requiredOption("--data <dir>", "folder of the data set")
    .requiredOption("--out <dir>", "where tables, figures and the page go")
    .addOption(setOption("the one that the model learnt from"))
    .addOption(
      new Option("--patients <which>", "a side of the model's own split, or all in the folder, whoever was learnt from")
        .choices(["validation", "test", "all"])
        .default("test"),
    )
    .addOption(testTimeOption())
    .option("--json", "print the summary as JSON")
    .addHelpText("after", NOTES)
    .action((flags: EvaluateFlags) => evaluate(flags, io));
}

/** Figures beside them are named by what they show. */
const FILES = ["cases.csv", "measures.csv", "long-axis.csv", "summary.json", "evaluation.html"];

async function evaluate(flags: EvaluateFlags, io: CliIo): Promise<void> {
  const { model, data, out, set, patients, json, tta, device, threads } = flags;
  await assertReplaceableIn(out, FILES, flags);
  const clear = io.isStderrTerminal ? "\r\u001b[K" : "";
  const run: EvaluationRun = {
    modelFolder: model,
    dataFolder: data,
    patients,
    testTimeAugmentation: tta,
    session: sessionOptions(flags),
    workers: device === "cpu" ? (threads ?? availableParallelism()) : 0,
    onProgress: (done, total) => {
      if (io.isStderrTerminal) io.stderr(`${clear}case ${done} of ${total}`);
    },
    onNote: (text) => io.stderr(`${clear}${text}\n`),
    ...(set !== undefined && { set }),
  };
  const evaluated = await evaluateFinetuned(run);
  writeEvaluation(out, evaluated);
  const page = evaluationPage(evaluated, await worstCases(run, evaluated));
  writeFileAtomically(join(out, "evaluation.html"), page);
  io.stderr(clear);
  io.stdout(json ? `${JSON.stringify(evaluationRecord(evaluated), null, 2)}\n` : summaryText(evaluated, out));
}

/** A line for each metric, then for each of each subgroup. */
function summaryText({ evaluation, subgroups }: EvaluatedModel, out: string): string {
  const metrics = metricRows(evaluation).map(({ title, interval }) => [title, ...intervalCells(interval)]);
  const groups = subgroups.flatMap(({ fact, value, metrics: own }) =>
    metricRows(own).map(({ title, interval }) => [
      `${fact} ${value ?? "not recorded"}`,
      title,
      ...intervalCells(interval),
    ]),
  );
  const heading = ["value", "95 % interval", "patients"];
  const table = textTable([["metric", ...heading], ...metrics], ["left", "right", "left", "right"]);
  const ofGroups =
    groups.length === 0
      ? ""
      : `\n${textTable([["subgroup", "metric", ...heading], ...groups], ["left", "left", "right", "left", "right"])}`;
  return `${table}${ofGroups}\n${join(out, "evaluation.html")}\nResearch use only. Not a medical device.\n`;
}

function intervalCells({ estimate, lower, upper, n }: EvaluatedModel["evaluation"][string]): readonly string[] {
  if (!isMeasured(estimate)) return ["", shown(estimate), `${n}`];
  const interval = isMeasured(lower) ? `${shown(lower)} to ${shown(upper)}` : shown(lower);
  return [shown(estimate), interval, `${n}`];
}

function shown(measured: Measured): string {
  return isMeasured(measured) ? measured.toFixed(3) : `not measurable, because ${measured.notMeasurable}`;
}
