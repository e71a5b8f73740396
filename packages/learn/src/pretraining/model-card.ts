/** The card of a pre-trained encoder: what it is, what it learnt from, how healthy its features are, and what it is not. */
import type { RunRecord } from "../training/run-record.ts";

export interface EncoderCardFacts {
  readonly name: string;
  /** One paragraph: the recipe, and what the encoder is for. */
  readonly about: string;
  /** Markdown list of the data, with what was held out. */
  readonly data: string;
  readonly licence: string;
  readonly run: RunRecord;
  /** Lines of the run's metrics, in order. */
  readonly metrics: readonly Readonly<Record<string, number>>[];
  readonly weights: { readonly file: string; readonly parameters: number; readonly sha256: string };
  /** The network's configuration, as it lies beside the weights. */
  readonly architecture: Readonly<Record<string, unknown>>;
  /** What the labels of the health check were, as in "disease group of 64 patients of ACDC". */
  readonly probes: string;
  /** Markdown list of what images, patients and training leave out; only the author knows. */
  readonly limits: string;
}

/** Measures of the health check by the names of its metrics; `chance` names the metric of what guessing gives. */
const healthMeasures = [
  { key: "neighbourBalancedAccuracy", title: "k-NN, balanced accuracy", chance: "chanceBalancedAccuracy" },
  { key: "linearBalancedAccuracy", title: "linear probe, balanced accuracy", chance: "chanceBalancedAccuracy" },
  {
    key: "patches/neighbourBalancedAccuracy",
    title: "structure of a patch, k-NN",
    chance: "patches/chanceBalancedAccuracy",
  },
  {
    key: "patches/linearBalancedAccuracy",
    title: "structure of a patch, linear probe",
    chance: "patches/chanceBalancedAccuracy",
  },
  {
    key: "removed/neighbourBalancedAccuracy",
    title: "structure of a removed patch, k-NN",
    chance: "removed/chanceBalancedAccuracy",
  },
  {
    key: "removed/linearBalancedAccuracy",
    title: "structure of a removed patch, linear probe",
    chance: "removed/chanceBalancedAccuracy",
  },
  { key: "cropRetrieval", title: "nearest crop is of the same held-out slice", chance: "chanceCropRetrieval" },
  { key: "studyRetrieval", title: "nearest neighbour is of the same study", chance: "chanceRetrieval" },
  { key: "effectiveRank", title: "effective rank of the features" },
  { key: "meanCosine", title: "mean cosine between images" },
] as const;

/** The card as Markdown. */
export function encoderCard(facts: EncoderCardFacts): string {
  const { name, about, data, licence, run, weights, architecture, probes, limits } = facts;
  return `# ${name}

${about} Research use only, not a medical device.

| | |
|---|---|
| weights | \`${weights.file}\`, ${weights.parameters.toLocaleString("en")} values, SHA-256 \`${weights.sha256}\` |
| licence of the weights | ${licence} |
| trained | ${run.step.toLocaleString("en")} updates in ${hours(run.seconds)}, ${run.hardware}, commit \`${run.commit.slice(0, 12)}\` |
${lossRow(facts.metrics)}
## Data

${data}

## Health of the frozen features

Labels: ${probes}. Neighbours and folds never share a patient. Beside it the same network with random weights, and chance.

| measure | trained | random weights | chance |
|---|---|---|---|
${healthRows(facts.metrics)}

## Network

${architectureList(architecture)}

## Limits

${limits}
- The health check uses labels to judge, never to train; it says how features separate these labels, not what a clinic needs.
`;
}

function hours(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} seconds`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
}

function lossRow(metrics: EncoderCardFacts["metrics"]): string {
  const [first, last] = [metrics.find(hasValidation), metrics.findLast(hasValidation)];
  if (!first || !last) return "";
  return `| held-out loss | ${first.validationLoss!.toFixed(4)} before the first update, ${last.validationLoss!.toFixed(4)} after the last |\n`;
}

function hasValidation({ validationLoss }: Readonly<Record<string, number>>): boolean {
  return validationLoss !== undefined;
}

/** The last time that each measure was taken. */
function healthRows(metrics: EncoderCardFacts["metrics"]): string {
  const rows = healthMeasures.flatMap((measure) => {
    const line = metrics.findLast((each) => each[measure.key] !== undefined);
    if (!line) return [];
    const chance = "chance" in measure ? line[measure.chance] : undefined;
    const cells = [line[measure.key], line[`random/${measure.key}`], chance];
    return [`| ${measure.title} | ${cells.map((value) => value?.toFixed(3) ?? "").join(" | ")} |`];
  });
  return rows.join("\n");
}

function architectureList(architecture: EncoderCardFacts["architecture"]): string {
  return Object.entries(architecture)
    .map(([key, value]) => `- \`${key}\`: ${JSON.stringify(value)}`)
    .join("\n");
}
