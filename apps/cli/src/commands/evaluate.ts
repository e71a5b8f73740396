/** `cmr evaluate segmentation`: scores a model on labelled patients. */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type EvaluationSummary,
  type HeartCase,
  LearnError,
  listHearts,
  modelCard,
  modelOrigin,
  type PatientScore,
  readHeart,
  readTrainingFacts,
  requireHeldOutOnce,
  scorePatient,
  scoresCsv,
  summarise,
  type TrainingFacts,
  unseenCases,
  writeFileAtomically,
} from "@cmrkit/learn";
import { modelFiles, type SegmentationModel, type Segmenter } from "@cmrkit/study";
import { elementCount, randomStream, readSafetensorsHeader } from "@cmrkit/tensor";
import { Command, Option } from "commander";
import { addForceOption, assertReplaceable, assertReplaceableIn, type ForceFlags } from "../force-option.ts";
import type { CliIo } from "../io.ts";
import { addModelOptions, type ModelFlags, withSegmenter } from "../model-options.ts";
import { evaluateCompareCommand } from "./evaluate-compare.ts";
import { evaluateFinetunedCommand } from "./evaluate-finetuned.ts";
import { setOption } from "./task-options.ts";

interface EvaluateOptions extends ModelFlags, ForceFlags {
  readonly data: string;
  /** The model's own unless told. */
  readonly set?: string;
  readonly patients: "validation" | "training" | "all";
  readonly out: string;
  readonly card?: string;
  readonly about?: string;
  readonly folds?: readonly string[];
  readonly json?: true;
}

const NOTES = `
Writes cases.csv (a row a patient: Dice and HD95 of each structure and phase, volumes, EF and mass from predicted and expert
labels) and summary.json (means with 95 % bootstrap intervals over patients, bias, limits of agreement).

A cross-validation is scored with --folds and the model folder of every fold: each patient by the model that held it out.

Examples:
  cmr evaluate segmentation --data ../shared/data/acdc --out out/evaluation
  cmr evaluate segmentation --data ../shared/data/acdc --folds runs/1/model runs/2/model --out out/folds`;

export function evaluateCommand(io: CliIo): Command {
  const segmentation = addForceOption(addModelOptions(new Command("segmentation")))
    .description("score a short-axis segmentation model on labelled hearts, on the native grid")
    .requiredOption("--data <dir>", "folder of the data set")
    .addOption(setOption("the one that the model learnt from"))
    .requiredOption("--out <dir>", "where cases.csv and summary.json go")
    .addOption(
      new Option("--patients <which>", "patients that the model did not learn from, those it did, or all")
        .choices(["validation", "training", "all"])
        .default("validation"),
    )
    .option("--card <file>", "also write the model card, as Markdown")
    .option("--about <text>", "what the card says beside that, such as whose further hearts were learnt from")
    .addOption(
      new Option(
        "--folds <dir...>",
        "models of a cross-validation; --model is then the ensemble that a card is of",
      ).conflicts("patients"),
    )
    .option("--json", "print the summary as JSON")
    .addHelpText("after", NOTES)
    .action((options: EvaluateOptions) => evaluate(options, io));
  return new Command("evaluate")
    .description("score a model")
    .addCommand(segmentation)
    .addCommand(evaluateFinetunedCommand(io))
    .addCommand(evaluateCompareCommand(io));
}

async function evaluate(
  { data, set, patients: which, out, card, about, json, folds, ...flags }: EvaluateOptions,
  io: CliIo,
): Promise<void> {
  await assertReplaceableIn(out, ["cases.csv", "summary.json"], flags);
  if (card !== undefined) await assertReplaceable([card], flags);
  if (card !== undefined) requireCardOf(flags.model, folds);
  const exams = (folds ?? [flags.model]).map((folder) => examOf(folder, { data, set }, which));
  requireHeldOutOnce(exams.map(({ folder, patients }) => ({ model: folder, patients: patients.map(({ id }) => id) })));
  if (which === "validation")
    for (const id of exams.flatMap(learntAfterAll))
      io.stderr(`${id} is not scored: the model learnt from another case of the same patient\n`);
  const scores: PatientScore[] = [];
  for (const { folder, patients } of exams)
    await withSegmenter(io, { ...flags, model: folder }, async (segmenter) => {
      scores.push(...(await scoreAll(patients, segmenter, io)));
    });
  const summary = summarise(scores, randomStream(exams[0]!.facts.config.seed));
  mkdirSync(out, { recursive: true });
  writeFileAtomically(join(out, "cases.csv"), scoresCsv(scores));
  writeFileAtomically(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (card !== undefined) {
    const model = await withSegmenter(io, flags, (segmenter) => Promise.resolve(segmenter.model));
    mkdirSync(dirname(card), { recursive: true });
    writeFileAtomically(card, cardText(flags.model, summary, model, about));
  }
  io.stdout(json ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary, out));
}

/**
 * The scores on a card are those of its model: its own, or where it is the mean of folds, theirs.
 * @throws {LearnError} `bad-checkpoint` for a card of another model than the one that is scored.
 */
function requireCardOf(model: string, folds: readonly string[] = []): void {
  const members = (readTrainingFacts(model).members ?? []).map(({ sha256 }) => sha256);
  const scored = folds.map((fold) => modelOrigin(fold).sha256);
  if (members.length === scored.length && members.every((sha256) => scored.includes(sha256))) return;
  throw new LearnError(
    "bad-checkpoint",
    `a card of ${model} cannot show these scores; give --folds the members of an ensemble, all of them, and nothing else`,
  );
}

/** Who is scored by which model. */
interface Exam {
  readonly folder: string;
  readonly facts: TrainingFacts;
  /** All in the folder. */
  readonly listed: readonly HeartCase[];
  readonly patients: readonly HeartCase[];
}

type Source = { readonly data: string; readonly set: string | undefined };

function examOf(folder: string, source: Source, which: EvaluateOptions["patients"]): Exam {
  const facts = readTrainingFacts(folder);
  const listed = listHearts(source.data, source.set ?? facts.config.data.set);
  return { folder, facts, listed, patients: choosePatients(listed, source, facts, which) };
}

async function scoreAll(patients: readonly HeartCase[], segmenter: Segmenter, io: CliIo): Promise<PatientScore[]> {
  const scores: PatientScore[] = [];
  for (const patient of patients) {
    const score = await scorePatient(await readHeart(patient), segmenter);
    scores.push(score);
    io.stderr(`${scores.length} of ${patients.length}  ${patientLine(score)}\n`);
  }
  return scores;
}

function choosePatients(
  listed: readonly HeartCase[],
  { data, set }: Source,
  { split, config }: TrainingFacts,
  which: EvaluateOptions["patients"],
): readonly HeartCase[] {
  if (which !== "all" && set !== undefined && set !== config.data.set)
    throw new LearnError("data-missing", `the model learnt from ${config.data.set}, not ${set}; say --patients all`);
  const chosen = which === "all" ? listed : sideOf(listed, split, which);
  if (chosen.length === 0)
    throw new LearnError("data-missing", `${data} holds none of the model's ${which} patients; try --patients all`);
  return chosen;
}

function sideOf(patients: readonly HeartCase[], split: TrainingFacts["split"], which: "validation" | "training") {
  if (which === "validation") return unseenCases(patients, split);
  return patients.filter(({ id }) => split.training.includes(id));
}

/** Cases that were held out, of patients from whose other case the model learnt. */
function learntAfterAll({ facts: { split }, listed, patients }: Exam): readonly string[] {
  const scored = new Set(patients.map(({ id }) => id));
  return listed.map(({ id }) => id).filter((id) => split.validation.includes(id) && !scored.has(id));
}

function patientLine({ id, group, structures }: PatientScore): string {
  const dice = structures.map(({ dice: one }) => (typeof one === "number" ? one.toFixed(3) : "–"));
  return `${id} ${group.padEnd(4)} Dice RV, myocardium, LV: ED ${dice.slice(0, 3).join(" ")}  ES ${dice.slice(3).join(" ")}`;
}

function summaryText({ meanDice, dice, hausdorff95Mm, measures, patients }: EvaluationSummary, out: string): string {
  const number = (value: unknown, digits: number) => (typeof value === "number" ? value.toFixed(digits) : "–");
  const rows = Object.entries(dice).map(([key, { mean, lower95, upper95 }]) => {
    const { mean: distance, missed = 0 } = hausdorff95Mm[key] ?? {};
    const but = missed > 0 ? `, ${missed} missed` : "";
    return `  ${key.padEnd(34)} ${number(mean, 3)} (${number(lower95, 3)}–${number(upper95, 3)})   HD95 ${number(distance, 1)} mm${but}`;
  });
  const agreements = Object.entries(measures).map(([measure, one]) => {
    const { lower, upper } = one.limitsOfAgreement;
    const limits = `${number(lower, 1)} … ${number(upper, 1)}`;
    return `  ${measure.padEnd(14)} error ${number(one.meanAbsoluteError, 2).padStart(6)}   bias ${number(one.bias, 2).padStart(6)}   limits ${limits}`;
  });
  return [
    `${patients} patients, mean Dice ${number(meanDice.mean, 4)} (${number(meanDice.lower95, 3)}–${number(meanDice.upper95, 3)})`,
    ...rows,
    ...agreements,
    `written to ${out}`,
    "",
  ].join("\n");
}

function cardText(
  folder: string,
  summary: EvaluationSummary,
  { name, sha256 }: SegmentationModel,
  about: string | undefined,
): string {
  const training = readTrainingFacts(folder);
  const { entries } = readSafetensorsHeader(readFileSync(join(folder, modelFiles.weights)));
  const parameters = [...entries.values()].reduce((count, { shape }) => count + elementCount(shape), 0);
  const folds = training.members ? " --folds <fold folders>" : "";
  const command = `npx cmr evaluate segmentation --data <ACDC folder>${folds} --out out/evaluation`;
  return modelCard({ name, sha256, training, summary, parameters, command, ...(about !== undefined && { about }) });
}
