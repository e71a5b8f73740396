/** `cmr classify`: how well a table of measures tells groups apart. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  classifiedCsv,
  classifyTable,
  confusionSvg,
  type FeatureTable,
  type TableClassification,
  writeFileAtomically,
} from "@cmrkit/learn";
import { randomStream } from "@cmrkit/tensor";
import { Command } from "commander";
import { assertReplaceableIn } from "../force-option.ts";
import { intervalTable } from "../interval-table.ts";
import type { CliIo } from "../io.ts";
import { textTable } from "../text-table.ts";
import { addTableOptions, leftOutText, type TableFlags, tablesOf } from "./table-options.ts";

const NOTES = `
Logistic regression with a penalty on features of mean 0 and deviation 1; the penalty is chosen by cross-validation within
the patients that a model is fitted to. Each patient is judged by a model that has not seen it: that of the other folds, or
with --test that of the whole first table. Lines with an empty cell are left out and counted; nothing is filled in.
Writes cases.csv (probabilities), summary.json (metrics with 95 % bootstrap intervals over patients, and the weight of each
measure) and confusion.svg.

Example:
  cmr classify measures.csv --label group --positive DCM --out out/groups`;

interface ClassifyFlags extends TableFlags {
  readonly positive?: string;
}

export function classifyCommand(io: CliIo): Command {
  return addTableOptions(new Command("classify"), "the column that names the group")
    .description("tell groups of patients apart by a table of measures")
    .option("--positive <class>", "the group whose sensitivity and specificity are told, such as the diseased")
    .addHelpText("after", NOTES)
    .action((path: string, flags: ClassifyFlags) => classify(path, flags, io));
}

const FILES = ["cases.csv", "confusion.svg", "summary.json"];

async function classify(path: string, flags: ClassifyFlags, io: CliIo): Promise<void> {
  await assertReplaceableIn(flags.out, FILES, flags);
  const { learntFrom, asked } = tablesOf(path, flags);
  const judged = asked ?? learntFrom;
  const { folds, positive } = flags;
  const random = randomStream(flags.seed);
  const result = classifyTable(learntFrom, asked, { folds, random, ...(positive !== undefined && { positive }) });
  const summary = {
    ...summaryOf(result, judged, learntFrom),
    ...(positive !== undefined && { positive }),
    ...(asked ? {} : { folds }),
    seed: flags.seed,
  };
  mkdirSync(flags.out, { recursive: true });
  writeFileAtomically(join(flags.out, "cases.csv"), classifiedCsv(result));
  writeFileAtomically(join(flags.out, "confusion.svg"), confusionSvg(result.confusion));
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  writeFileAtomically(join(flags.out, "summary.json"), json);
  io.stdout(flags.json ? json : textOf(result, judged, flags.out));
}

function summaryOf(result: TableClassification, judged: FeatureTable, learntFrom: FeatureTable) {
  return {
    schema: "cmrkit.classification/1",
    researchUseOnly: true,
    table: learntFrom.source,
    ...(judged !== learntFrom && { test: judged.source }),
    features: learntFrom.names,
    classes: result.classes,
    patients: new Set(result.rows.map(({ patient }) => patient)).size,
    leftOut: judged.leftOut,
    leftOutOfLearning: learntFrom.leftOut,
    metrics: result.metrics,
    confusion: result.confusion,
    weights: result.weights,
  };
}

function textOf({ metrics, rows, confusion }: TableClassification, { leftOut }: FeatureTable, out: string): string {
  const counts = confusion.classes.map((name, i) => [name, ...confusion.counts[i]!.map(String)]);
  const alignments = ["left" as const, ...confusion.classes.map(() => "right" as const)];
  return [
    `${rows.length} rows${leftOutText(leftOut)}\n`,
    intervalTable(metrics),
    "\ntruth in rows, answers in columns\n",
    textTable([["", ...confusion.classes], ...counts], alignments),
    `written to ${out}\n`,
  ].join("");
}
