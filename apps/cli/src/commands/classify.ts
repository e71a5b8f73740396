/** `cmr classify`: how well a table of measures tells groups apart. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isMeasured } from "@cmrkit/cardiac";
import {
  classifiedCsv,
  classifyTable,
  confusionSvg,
  type FeatureTable,
  featureTable,
  readCells,
  type TableClassification,
  writeFileAtomically,
} from "@cmrkit/learn";
import { randomStream } from "@cmrkit/tensor";
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

interface ClassifyFlags {
  readonly label: string;
  readonly patient: string;
  readonly features?: readonly string[];
  readonly folds: number;
  readonly test?: string;
  readonly out: string;
  readonly seed: number;
  readonly json?: true;
}

const NOTES = `
Logistic regression with a penalty on features of mean 0 and deviation 1; the penalty is chosen by cross-validation within
the patients that a model is fitted to. Each patient is judged by a model that has not seen it: that of the other folds, or
with --test that of the whole first table. Lines with an empty cell are left out and counted; nothing is filled in.
Writes cases.csv (probabilities), summary.json (metrics with 95 % bootstrap intervals over patients, and the weight of each
measure) and confusion.svg.

Example:
  cmr classify measures.csv --label group --out out/groups`;

export function classifyCommand(io: CliIo): Command {
  return new Command("classify")
    .description("tell groups of patients apart by a table of measures")
    .argument("<table>", "CSV with a header: patient, label, and numbers")
    .requiredOption("--label <column>", "the column that names the group")
    .option("--patient <column>", "the column that names the patient", "patient")
    .option("--features <columns>", "columns to use, separated by commas; all of numbers without", (text) =>
      text.split(",").map((name) => name.trim()),
    )
    .option("--folds <n>", "folds of the cross-validation", wholeNumber(2), 10)
    .option("--test <table>", "learn from the first table, and judge the patients of this one")
    .option("--seed <n>", "seed of the resamples", wholeNumber(0), 0)
    .requiredOption("--out <dir>", "where the results go")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", NOTES)
    .action((path: string, flags: ClassifyFlags) => classify(path, flags, io));
}

function classify(path: string, flags: ClassifyFlags, io: CliIo): void {
  const columns = { patient: flags.patient, label: flags.label, ...(flags.features && { features: flags.features }) };
  const table = featureTable(readCells(path), columns, path);
  const asked =
    flags.test === undefined
      ? undefined
      : featureTable(readCells(flags.test), { ...columns, features: table.names }, flags.test);
  const result = classifyTable(table, asked, { folds: flags.folds, random: randomStream(flags.seed) });
  const summary = {
    ...summaryOf(result, asked ?? table, table),
    ...(asked ? {} : { folds: flags.folds }),
    seed: flags.seed,
  };
  mkdirSync(flags.out, { recursive: true });
  writeFileAtomically(join(flags.out, "cases.csv"), classifiedCsv(result));
  writeFileAtomically(join(flags.out, "confusion.svg"), confusionSvg(result.confusion));
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  writeFileAtomically(join(flags.out, "summary.json"), json);
  io.stdout(flags.json ? json : textOf(result, asked ?? table, flags.out));
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
  const number = (value: unknown) => (typeof value === "number" ? value.toFixed(3) : "–");
  const lines = Object.entries(metrics).map(([name, { estimate, lower, upper }]) => [
    name,
    number(estimate),
    isMeasured(lower) ? `${number(lower)} to ${number(upper)}` : "–",
  ]);
  const counts = confusion.classes.map((name, i) => [name, ...confusion.counts[i]!.map(String)]);
  const alignments = ["left" as const, ...confusion.classes.map(() => "right" as const)];
  return [
    `${rows.length} rows${leftOut > 0 ? `, ${leftOut} left out for empty cells` : ""}\n`,
    textTable([["metric", "value", "95 % interval"], ...lines], ["left", "right", "left"]),
    "\ntruth in rows, answers in columns\n",
    textTable([["", ...confusion.classes], ...counts], alignments),
    `written to ${out}\n`,
  ].join("");
}
