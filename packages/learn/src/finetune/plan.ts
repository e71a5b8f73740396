/** Who is learnt from and who is looked at, settled before any pixel is read. */
import type { DataCase } from "../datasets/data-set.ts";
import { dataSetNamed } from "../datasets/data-sets.ts";
import { labelledPatients } from "../datasets/labelled-patients.ts";
import { ownersSplit } from "../datasets/owners-split.ts";
import { type PatientCount, parsePatientCount } from "../datasets/patient-count.ts";
import { listedSplit } from "../datasets/patient-lists.ts";
import { type Fold, type PatientSplit, splitOfFold, stratifiedSplit } from "../datasets/patient-split.ts";
import { casesOfPatients } from "../datasets/patients.ts";
import { requireClasses } from "../datasets/require-classes.ts";
import { requireLabels } from "../datasets/require-labels.ts";
import { LearnError } from "../errors.ts";
import { askedImages, chosenImages, namesOfSeveral } from "./chosen-images.ts";
import { classIndex, classNamesOf, isImageFact } from "./class-fact.ts";
import type { FinetuneConfig, TaskConfig } from "./config.ts";
import { learnableCases, type OnNote, tellProblems } from "./learnable-cases.ts";
import { requireDrawn } from "./require-drawn.ts";
import { tellIncomplete } from "./view-sets.ts";

export interface FinetunePlan {
  readonly split: PatientSplit;
  /** Of the training patients, those whose labels are used. */
  readonly labelled: readonly string[];
  readonly training: readonly DataCase[];
  readonly validation: readonly DataCase[];
  readonly test: readonly DataCase[];
}

export interface PlanOptions {
  /** How many training patients are learnt from; all unless told. */
  readonly labels?: PatientCount;
  /** Instead of the configuration's. */
  readonly split?: PatientSplit;
  /** The test patients are a fold, and the configuration says how many of the others validate. */
  readonly fold?: Fold;
  /** Told in one line of cases that are left out. */
  readonly onNote?: OnNote;
}

/**
 * @throws {LearnError} `data-missing` when no image fits, `bad-split`, `unlabelled`, and what listing the data set throws.
 */
export function finetunePlan(
  config: FinetuneConfig,
  dataFolder: string,
  { labels = "all", split, fold, onNote }: PlanOptions = {},
): FinetunePlan {
  const cases = learnableCases(casesFor(config, dataFolder, onNote), config.task, onNote);
  const chosen = split ?? (fold ? foldOf(cases, config, fold) : configuredSplit(cases, config));
  const labelled = labelledPatients(casesOfPatients(cases, chosen.training), labels, config.seed);
  requireLearnable(cases, chosen, labelled, config.task);
  const of = (patients: readonly string[]) => casesOfPatients(cases, patients);
  return {
    split: chosen,
    labelled,
    training: of(labelled),
    validation: of(chosen.validation),
    test: of(chosen.test),
  };
}

/**
 * The cases of a data set that have an image which the configuration asks for, with these images alone.
 * @param onNote Told in one line of views that could not be laid out.
 * @throws {LearnError} `data-missing` when there is none, `unknown-data-set`, and what listing the data set throws.
 */
export function casesFor(config: FinetuneConfig, dataFolder: string, onNote: OnNote = () => {}): readonly DataCase[] {
  const set = dataSetNamed(config.data.set);
  const whole = set.list(dataFolder).map((each) => ({ ...each, ...stratumOf(each, config.task) }));
  const asked = whole.map((each) => ({ ...each, images: askedImages(each, config) }));
  const listed = whole.map((each) => ({ ...each, images: chosenImages(each, config) }));
  tellProblems(listed, config.data.views, onNote);
  tellIncomplete(asked, listed, namesOfSeveral(config), onNote);
  const cases = listed.filter(({ images }) => images.length > 0);
  if (cases.length > 0) return cases;
  throw new LearnError("data-missing", `${dataFolder} has no ${wantedImage(whole, config)}`);
}

/** What no case has, as a refusal tells it. */
function wantedImage(whole: readonly DataCase[], config: FinetuneConfig): string {
  const several = namesOfSeveral(config).join(" and ");
  if (several) return `case of the set ${config.data.set} that shows ${several} at one moment`;
  const eachFrame = { ...config, data: { ...config.data, frames: "each" as const } };
  if (whole.every((each) => askedImages(each, eachFrame).length === 0))
    return `image of the set ${config.data.set} that data.sequences and data.views name`;
  const cure = "give data.frames: each, or a folder with cases.csv that names both";
  return `image of the set ${config.data.set} that is said to be end-diastole or end-systole, which data.frames: channels needs; ${cure}`;
}

/** The class of a patient where it is another thing than the group, whose shares splits keep in any case. */
function stratumOf(each: DataCase, task: TaskConfig): Pick<DataCase, "stratum"> {
  if (task.kind !== "classification" || task.fact === "group" || isImageFact(task.fact)) return {};
  const [stratum] = classNamesOf(each, task.fact);
  return stratum === undefined ? {} : { stratum };
}

function configuredSplit(cases: readonly DataCase[], { seed, split }: FinetuneConfig): PatientSplit {
  if ("training" in split) return listedSplit(cases, split);
  if ("owners" in split) return ownersSplit(cases, { seed, ...validationOf(split) });
  const { validation, test } = split;
  return stratifiedSplit(cases, {
    seed,
    validation: parsePatientCount(validation),
    ...(test !== undefined && { test: parsePatientCount(test) }),
  });
}

function validationOf({ validation }: { readonly validation?: string | undefined }) {
  return validation === undefined ? {} : { validation: parsePatientCount(validation) };
}

/** @throws {LearnError} `bad-split` for lists of patients or the owners' sides, a fold that is not there, or fewer patients than folds. */
function foldOf(cases: readonly DataCase[], { seed, split }: FinetuneConfig, fold: Fold): PatientSplit {
  if ("training" in split || "owners" in split)
    throw new LearnError(
      "bad-split",
      "the split says who is on which side, so there are no folds; give split.validation alone",
    );
  return splitOfFold(cases, fold, { seed, validation: parsePatientCount(split.validation) });
}

/**
 * What tables alone can tell, of the patients of every side: whether those of the test can be scored is not found out after
 * training.
 */
function requireLearnable(
  all: readonly DataCase[],
  split: PatientSplit,
  labelled: readonly string[],
  task: TaskConfig,
): void {
  const cases = casesOfPatients(all, [...labelled, ...split.validation, ...split.test]);
  if (task.kind === "segmentation") {
    requireLabels(cases);
    requireDrawn(casesOfPatients(all, labelled), task.classes);
  }
  if (task.kind !== "classification") return;
  for (const each of cases) for (const image of each.images) classIndex(each, image, task);
  const classesOf = (each: DataCase) => classNamesOf(each, task.fact);
  requireClasses(all, split, classesOf);
  requireClasses(all, { ...split, training: labelled, validation: [], test: [] }, classesOf);
}
