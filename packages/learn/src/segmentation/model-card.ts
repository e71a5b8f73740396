/** The model card: what a model is, what it learnt from, how well it does and where it must not be trusted. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import { dataSetNamed } from "../datasets/data-sets.ts";
import type { ComparedMeasure } from "./compared-measures.ts";
import type { Estimate, EvaluationSummary } from "./evaluate.ts";
import { licenceOf, shortTitle, type TrainingFacts } from "./export.ts";

export interface ModelCardFacts {
  readonly name: string;
  readonly sha256: string;
  readonly training: TrainingFacts;
  readonly summary: EvaluationSummary;
  readonly parameters: number;
  /** The command that reproduces the numbers. */
  readonly command: string;
  /** What a reader must know that the files cannot tell, such as whose the further hearts are. */
  readonly about?: string;
}

const structureTitles: readonly (readonly [string, string])[] = [
  ["rightVentricleBloodPool", "right ventricular cavity"],
  ["leftVentricularMyocardium", "left ventricular myocardium"],
  ["leftVentricleBloodPool", "left ventricular cavity"],
];

const measureTitles: readonly (readonly [ComparedMeasure, string])[] = [
  ["lvEdvMl", "LV EDV, ml"],
  ["lvEsvMl", "LV ESV, ml"],
  ["lvEfPercent", "LVEF, points"],
  ["lvEdMassG", "LV mass at ED, g"],
  ["rvEdvMl", "RV EDV, ml"],
  ["rvEsvMl", "RV ESV, ml"],
  ["rvEfPercent", "RVEF, points"],
];

/** The card as Markdown. */
export function modelCard(facts: ModelCardFacts): string {
  const { name, sha256, training, summary, parameters, command, about } = facts;
  const { config } = training;
  return `# ${name}

Segmentation of short-axis cine cardiac MR: right ventricular cavity (1), left ventricular myocardium (2), left ventricular
cavity (3). Research use only, not a medical device.
${about === undefined ? "" : `\n${about}\n`}
| | |
|---|---|
| weights | ${parameters.toLocaleString("en")} parameters, half precision, SHA-256 \`${sha256}\` |
| licence of the weights | ${licenceOf(training)} |
| network | ${membersOf(training)}2D residual U-Net on 2×2 patches, channels ${config.network.channels.join(", ")}; input: ${config.plan.inputSlices} slices, the middle one judged and its neighbours at about ${config.plan.neighbourDistanceMm} mm from each other, ${config.plan.windowSize}×${config.plan.windowSize} pixels of ${config.plan.spacingMm} mm |
| trained on | ${trainedOn(training)} |
| evaluated on | ${evaluatedOn(training, summary)} |

## Results

Mean Dice over structures and phases: **${estimate(summary.meanDice, 3)}** (95 % bootstrap interval over patients).
Reproduced by \`${command}\`; per patient in \`cases.csv\` beside it.

| structure | phase | Dice | HD95, mm |
|---|---|---|---|
${structureRows(summary)}

| measure | n | mean absolute error | bias | limits of agreement | r |
|---|---|---|---|---|---|
${measureRows(summary)}

| group | n | mean Dice |
|---|---|---|
${Object.entries(summary.groups)
  .map(([group, one]) => `| ${group} | ${one.n} | ${estimate(one, 3)} |`)
  .join("\n")}

## Limits

${setLimits(config.data.set)}
- Frames between ED and ES were never labelled; the network sees each frame alone.
- The most basal and the most apical slice hold most of the error; look at them in the report.
- Adult hearts on short-axis stacks only.
`;
}

function setTitle(set: string): string {
  return shortTitle(dataSetNamed(set).title);
}

function setLimits(set: string): string {
  if (set !== "acdc")
    return `- Learnt from ${setTitle(set)}: expect less elsewhere, and its convention for papillary muscles.`;
  return `- ACDC is of one centre, two scanners of one vendor (1.5 and 3 T), five groups of patients: expect less elsewhere.
- Papillary muscles count as cavity, as ACDC's experts drew them.`;
}

function membersOf({ members }: TrainingFacts): string {
  return members ? `mean of ${members.length}, which learnt from all patients but a fold each: ` : "";
}

function trainedOn(training: TrainingFacts): string {
  const { config, split, further = [] } = training;
  const others = further
    .map(({ set, hearts }) => `, and ${hearts} further hearts in the layout of ${setTitle(set)}`)
    .join("");
  return `${setTitle(config.data.set)}, ${split.training.length} patients, ED and ES (seed ${config.seed}, split \`${split.sha256.slice(0, 16)}\`)${others}, ${stepsOf(training)}`;
}

function evaluatedOn({ config, members }: TrainingFacts, { patients }: EvaluationSummary): string {
  return members
    ? `the same ${patients} ${setTitle(config.data.set)} cases, each by the one member that held it out and its flips; whole images, native grid. No patient of ${setTitle(config.data.set)} is left to try the mean of all members on`
    : `${patients} other ${setTitle(config.data.set)} patients, whole images, native grid`;
}

function stepsOf({ config, steps, from, averages }: TrainingFacts): string {
  const runs = averages ? ` in ${averages.length} runs, the mean of whose weights this is` : "";
  const own = `${steps} steps of ${config.optimiser.batch} windows${runs}`;
  return from ? `${own}, from weights \`${from.sha256.slice(0, 16)}\` that ${from.steps} steps had made` : own;
}

function structureRows({ dice, hausdorff95Mm }: EvaluationSummary): string {
  const rows = structureTitles.flatMap(([structure, title]) =>
    ["ed", "es", "both"].map((phase) => {
      const key = `${structure}.${phase}`;
      const missed = hausdorff95Mm[key]?.missed ?? 0;
      const but = missed > 0 ? `; ${missed} missed` : "";
      return `| ${title} | ${phase} | ${estimate(dice[key], 3)} | ${estimate(hausdorff95Mm[key], 1)}${but} |`;
    }),
  );
  return rows.join("\n");
}

function measureRows({ measures }: EvaluationSummary): string {
  const rows = measureTitles.map(([measure, title]) => {
    const { n, meanAbsoluteErrorInterval, bias, limitsOfAgreement, pearsonR } = measures[measure];
    const limits = `${number(limitsOfAgreement.lower, 1)} … ${number(limitsOfAgreement.upper, 1)}`;
    return `| ${title} | ${n} | ${estimate(meanAbsoluteErrorInterval, 2)} | ${number(bias, 2)} | ${limits} | ${number(pearsonR, 3)} |`;
  });
  return rows.join("\n");
}

function estimate(value: Estimate | undefined, digits: number): string {
  if (!value) return "";
  return `${number(value.mean, digits)} (${number(value.lower95, digits)}–${number(value.upper95, digits)})`;
}

function number(value: Measured, digits: number): string {
  return isMeasured(value) ? value.toFixed(digits) : "not measurable";
}
