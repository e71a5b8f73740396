/** The card of a fine-tuned model: what it is, what it learnt from, how well it does, for whom, and where not to trust it. */
import { isMeasured, type Measured } from "@cmrkit/cardiac";
import type { FinetuneConfig, TaskConfig } from "../config.ts";
import { isLandmarkTask, type LandmarkTask, landmarkNames } from "../landmarks/config.ts";
import { notScored } from "../left-out.ts";
import { networkViews } from "../networks/network-views.ts";
import type { FinetunedFacts } from "../open-finetuned.ts";
import type { WindowGrid } from "../window-grid.ts";
import { metricRows } from "./metric-rows.ts";
import type { TrainingRecord } from "./training-record.ts";
import type { EvaluationRecord } from "./write-evaluation.ts";

export interface FinetunedCardFacts {
  readonly name: string;
  /** What a reader should know first. */
  readonly about?: string | undefined;
  readonly licence: string;
  readonly model: FinetunedFacts;
  readonly weights: { readonly parameters: number; readonly sha256: string };
  readonly evaluation: EvaluationRecord;
  /** Of the run, where its record lies beside the model. */
  readonly run?: TrainingRecord;
  /** That repeats the evaluation. */
  readonly evaluationCommand: string;
}

/** The card as Markdown. */
export function finetunedCard(facts: FinetunedCardFacts): string {
  const { name, about, licence, model, weights, evaluation, run } = facts;
  const { config, split, labelled, best, data } = model;
  return `# ${name}

${doing(config)} Research use only, not a medical device.
${about === undefined ? "" : `\n${about}\n`}
| | |
|---|---|
| weights | ${weights.parameters.toLocaleString("en")} values, SHA-256 \`${weights.sha256}\` |
| licence of the weights | ${licence} |
| network | ${model.network}; ${inputOf(config, model.channels)} |
| encoder | ${encoderOf(run)} |
| trained on | ${data.title} (${data.source}; ${data.licence}): labels of ${labelled.length} of ${split.training.length} training patients (seed ${config.seed}, split \`${split.sha256.slice(0, 16)}\`) |
| stopped by | ${split.validation.length} validation patients, best at step ${best.step} of at most ${config.optimiser.steps} (score ${best.value.toFixed(4)}) |
| evaluated on | ${evaluatedOn(evaluation)} |

## What it tells

${labelsUsed(config.task)}

## Results

95 % bootstrap intervals over patients; n counts the patients that have a value.

| metric | value | n |
|---|---|---|
${metricLines(evaluation)}

${subgroupSection(evaluation)}
## Limits

${limits(facts)
  .map((limit) => `- ${limit}`)
  .join("\n")}

## To repeat

${run ? `Trained at commit \`${run.commit.slice(0, 12)}\` on ${run.hardware}:\n\n    ${run.command}\n` : "The run's record does not lie beside the model.\n"}
Evaluated by

    ${facts.evaluationCommand}
`;
}

function doing({ task, data }: FinetuneConfig): string {
  const images = [...(data.sequences ?? []), ...(data.views ?? [])].join(" ") || "cardiac MR";
  switch (task.kind) {
    case "segmentation":
      return `Segmentation of ${images} images: ${Object.keys(task.classes).join(", ")}.`;
    case "classification":
      return `Classification of ${images} images by ${task.fact}: ${task.classes.join(", ")}.`;
    case "regression":
      return `Estimates ${task.targets.join(", ")} from ${images} images.`;
    case "landmark-heatmap":
    case "landmark-coordinates":
      return `Finds landmarks in ${images} images: ${landmarkNames(task.landmarks).join(", ")}.`;
  }
}

/** Of each view, where the network sees several together. */
function inputOf(config: FinetuneConfig, channels: number): string {
  const views = networkViews(config);
  const windows = views.map(({ name, window }) => `${views.length === 1 ? "" : `${name}: `}${windowOf(window)}`);
  const frames =
    config.data.frames === "channels" ? "end-diastole and end-systole as channels" : "each frame by itself";
  return `${windows.join("; beside it ")}, ${channels === 1 ? "one channel" : `${channels} channels`}, ${frames}`;
}

function windowOf({ size, slices, pixelMm, sliceMm, middleDisc }: WindowGrid): string {
  const depth = slices === null ? "slices one by one" : `stacks of ${slices} slices`;
  const distance = sliceMm === null ? "" : `, ${sliceMm} mm apart`;
  const pixels =
    middleDisc === undefined
      ? `${size} × ${size} pixels of ${pixelMm} mm`
      : `the disc in the middle, as wide as ${middleDisc} of the shorter side, on ${size} × ${size} pixels, standardised`;
  return `${depth}${distance}, ${pixels}`;
}

function encoderOf(run: TrainingRecord | undefined): string {
  if (!run) return "not recorded";
  if (run.encoder === undefined) return "none: from fresh weights";
  return `\`${run.encoder}\`, ${run.freezes ? "left as it was" : "fine-tuned with the rest"}`;
}

const sides = {
  test: "test patients, whom neither training nor stopping saw",
  validation: "validation patients: training stopped by them, so the numbers flatter",
  all: "patients in the folder, whoever was learnt from: not an estimate for new patients unless all are new",
} as const;

function evaluatedOn({ set, patients, patientCount, caseCount }: EvaluationRecord): string {
  return `${set}: ${patientCount} ${sides[patients]} (${caseCount} cases)`;
}

function labelsUsed(task: TaskConfig): string {
  switch (task.kind) {
    case "segmentation": {
      const rows = Object.entries(task.classes).map(([name, own], k) => `| ${k + 1} | ${name} | ${own.join(", ")} |`);
      const background =
        task.background.length > 0 ? `\n\nLabelled, and yet background: ${task.background.join(", ")}.` : "";
      return `| class | name | structures of the data set |\n|---|---|---|\n${rows.join("\n")}${background}`;
    }
    case "classification":
      return `The ${task.fact} as the data set states it: ${task.classes.join(", ")}.${ofPositive(task)}`;
    case "regression":
      return `${task.targets.join(", ")}, from the experts' labels or the patients' data.`;
    case "landmark-heatmap":
    case "landmark-coordinates":
      return landmarkOrigin(task);
  }
}

function ofPositive({ positive, classes }: Extract<TaskConfig, { readonly kind: "classification" }>): string {
  if (positive !== undefined) return ` Sensitivity and specificity are those of ${positive}.`;
  return classes.length === 2 ? "" : " Sensitivity and specificity are means over the classes.";
}

function landmarkOrigin({ kind, landmarks }: LandmarkTask): string {
  const names = landmarkNames(landmarks).join(", ");
  const told = kind === "landmark-heatmap" ? "the middle of a heat map, with a confidence" : "a pair of coordinates";
  const origin =
    landmarks.from === "points"
      ? "as people marked them"
      : `weak landmarks that a rule of geometry derives from the experts' ${landmarks.from}s: nobody marked them`;
  return `${names}: each ${told}; learnt from points ${origin}.`;
}

function metricLines({ metrics }: EvaluationRecord): string {
  return metricRows(metrics)
    .map(
      ({ title, interval: { estimate, lower, upper, n } }) =>
        `| ${title} | ${withInterval(estimate, lower, upper)} | ${n} |`,
    )
    .join("\n");
}

function subgroupSection({ subgroups }: EvaluationRecord): string {
  const rows = subgroups.flatMap(({ fact, value, isSmall, metrics }) =>
    metricRows(metrics).map(({ title, interval: { estimate, lower, upper, n } }) => {
      const group = `${fact} ${value ?? "not recorded"}${isSmall ? " (few)" : ""}`;
      return `| ${group} | ${title} | ${withInterval(estimate, lower, upper)} | ${n} |`;
    }),
  );
  if (rows.length === 0)
    return "The data set states neither disease nor sex, vendor or field strength: no subgroups.\n";
  return `## Subgroups

Groups marked as few have under ten patients: no conclusion should rest on them.

| group | metric | value | n |
|---|---|---|---|
${rows.join("\n")}
`;
}

function withInterval(estimate: Measured, lower: Measured, upper: Measured): string {
  if (!isMeasured(estimate)) return `not measurable, because ${estimate.notMeasurable}`;
  const bounds = isMeasured(lower) && isMeasured(upper) ? ` (${number(lower)} to ${number(upper)})` : "";
  return `${number(estimate)}${bounds}`;
}

/** Four significant digits. */
function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

const FEW_PATIENTS = 30;

function limits({ model: { data, config, labelled }, evaluation }: FinetunedCardFacts): string[] {
  const own = evaluation.set === config.data.set;
  return [
    own
      ? `Evaluated on the data set that it learnt from (${data.title}): expect less on other scanners, centres and patients.`
      : `Evaluated on ${evaluation.set}, which it did not learn from; numbers for its own data set are in another card.`,
    `Learnt from ${labelled.length} patients' labels.`,
    ...(evaluation.patientCount < FEW_PATIENTS
      ? [`Evaluated on ${evaluation.patientCount} patients only: read the intervals, not the means.`]
      : []),
    ...(evaluation.patients === "test" ? [] : ["These patients are no untouched test set; see above."]),
    ...(config.task.kind === "segmentation"
      ? [
          "Distances are means over images where both masks have the structure; a structure that was missed has an overlap of 0 and no distance.",
          "Volumes are sums of discs on the native grid as the experts' labels define them, papillary muscles wherever these put them.",
        ]
      : []),
    ...(config.task.kind === "classification"
      ? ["It answers with one of these classes, whatever the image shows, and can be sure of a wrong one."]
      : []),
    ...(isLandmarkTask(config.task) ? landmarkLimits(config.task, evaluation) : []),
    "Not checked by a person case by case, and not validated for any clinical use.",
  ];
}

function landmarkLimits({ landmarks }: LandmarkTask, { leftOut }: EvaluationRecord): string[] {
  const untold = notScored(leftOut);
  return [
    "It answers with every landmark, whether the image shows it or not.",
    ...(landmarks.from === "points"
      ? []
      : ["Distances are to weak landmarks: they say how well the rule is met, not how well a person would be."]),
    ...(untold === undefined ? [] : [untold]),
  ];
}
