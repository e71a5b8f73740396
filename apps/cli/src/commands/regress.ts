/** `cmr regress`: how well a table of measures or features predicts a number. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { regressedCsv, regressTable, scatterSvg, writeFileAtomically } from "@cmrkit/learn";
import { randomStream } from "@cmrkit/tensor";
import { Command } from "commander";
import { assertReplaceableIn } from "../force-option.ts";
import { intervalTable } from "../interval-table.ts";
import type { CliIo } from "../io.ts";
import { addTableOptions, leftOutText, type TableFlags, tablesOf } from "./table-options.ts";

const NOTES = `
Ridge regression on features of mean 0 and deviation 1; the penalty is chosen by cross-validation within the patients that a
model is fitted to. Each patient is judged by a model that has not seen it: that of the other folds, or with --test that of the
whole first table. Lines with an empty cell are left out and counted; nothing is filled in. Writes cases.csv, summary.json
(metrics with 95 % bootstrap intervals over patients, and those of always answering the mean) and scatter.svg.

Example:
  cmr regress features.csv --label lvEfPercent --out out/ef`;

export function regressCommand(io: CliIo): Command {
  return addTableOptions(new Command("regress"), "the column that holds the number")
    .description("predict a number of patients from a table of measures or features")
    .addHelpText("after", NOTES)
    .action((path: string, flags: TableFlags) => regress(path, flags, io));
}

const FILES = ["cases.csv", "scatter.svg", "summary.json"];

async function regress(path: string, flags: TableFlags, io: CliIo): Promise<void> {
  const { label, folds, seed, out, json } = flags;
  await assertReplaceableIn(out, FILES, flags);
  const { learntFrom, asked } = tablesOf(path, flags);
  const result = regressTable(learntFrom, asked, { folds, random: randomStream(seed) });
  const { rows, metrics, ofMean, penalty } = result;
  const { leftOut } = asked ?? learntFrom;
  const summary = {
    schema: "cmrkit.regression/1",
    researchUseOnly: true,
    table: learntFrom.source,
    ...(asked ? { test: asked.source } : { folds }),
    label,
    features: learntFrom.names,
    patients: new Set(rows.map(({ patient }) => patient)).size,
    leftOut,
    leftOutOfLearning: learntFrom.leftOut,
    metrics,
    ofMean,
    penalty,
    seed,
  };
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  mkdirSync(out, { recursive: true });
  writeFileAtomically(join(out, "cases.csv"), regressedCsv(result));
  writeFileAtomically(join(out, "scatter.svg"), scatterSvg(rows, { title: label, unit: label }));
  writeFileAtomically(join(out, "summary.json"), text);
  const mean = ofMean.meanAbsoluteError!.estimate;
  const byMean = typeof mean === "number" ? mean.toFixed(3) : "–";
  const lines = `${rows.length} rows${leftOutText(leftOut)}; always answering the mean is ${byMean} off\n`;
  io.stdout(json ? text : `${lines}${intervalTable(metrics)}written to ${out}\n`);
}
