/** `cmr evaluate compare`: two evaluations of the same patients, and how much they differ. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { type Comparison, compareEvaluations, readComparedValues } from "@cmrkit/learn";
import { randomStream } from "@cmrkit/tensor";
import { Command } from "commander";
import type { CliIo } from "../io.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

interface CompareFlags {
  readonly seed: number;
  readonly images?: string;
  readonly json?: true;
}

const NOTES = `
Takes cases.csv or measures.csv of two runs of cmr evaluate finetuned, or cases.csv of cmr evaluate segmentation. Each patient's
mean by the first model less that by the second; a paired bootstrap interval over patients; Wilcoxon's signed-rank test and a
sign-flip test, both two-sided and without correction for the number of quantities. Tables of other patients, images or labels
are refused.

A and B are means of the patients' means, so that everybody counts once. An evaluation's own means are over all images and
structures: where patients have different numbers of them, or lack a value, both differ, as a rule in the third digit.

Examples:
  cmr evaluate compare out/pretrained/cases.csv out/random/cases.csv
  cmr evaluate compare out/both-views/cases.csv out/short-axis/cases.csv --images sax`;

export function evaluateCompareCommand(io: CliIo): Command {
  return new Command("compare")
    .description("compare two evaluations patient by patient")
    .argument("<a>", "cases.csv or measures.csv of the first model")
    .argument("<b>", "the same of the second")
    .option("--seed <n>", "seed of resamples and sign flips", wholeNumber(0), 0)
    .option("--images <start>", "only images whose name begins so, such as sax")
    .option("--json", "print the comparison as JSON")
    .addHelpText("after", NOTES)
    .action((a: string, b: string, flags: CompareFlags) => compare(io, [a, b], flags));
}

function compare(io: CliIo, [a, b]: readonly [string, string], { seed, images, json }: CompareFlags): void {
  const [ofA, ofB] = [readComparedValues(a, images), readComparedValues(b, images)];
  const comparisons = compareEvaluations(ofA, ofB, randomStream(seed));
  io.stdout(json ? `${JSON.stringify(comparisons, null, 2)}\n` : comparisonText(comparisons));
}

function comparisonText(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ quantity, meanA, meanB, difference, wilcoxonP, signFlipP, n, leftOut }) => [
    quantity,
    shown(meanA),
    shown(meanB),
    shown(difference.estimate),
    `${shown(difference.lower)} to ${shown(difference.upper)}`,
    shown(wilcoxonP),
    shown(signFlipP),
    `${n}`,
    leftOut === 0 ? "" : `${leftOut} left out`,
  ]);
  const heading = ["quantity", "A", "B", "A − B", "95 % interval", "p Wilcoxon", "p sign flip", "patients", ""];
  const alignments = ["left", "right", "right", "right", "left", "right", "right", "right", "left"] as const;
  const table = textTable([heading, ...rows], alignments);
  return `${table}\nPatients are left out where either model has no value. p-values are not corrected for the number of quantities.\n`;
}

function shown(measured: Measured): string {
  return isMeasured(measured) ? String(Number(measured.toPrecision(4))) : "–";
}
