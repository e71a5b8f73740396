/** Who is learnt from and who is looked at, settled before any pixel is read. */
import type { DataCase } from "../datasets/data-set.ts";
import { dataSetNamed } from "../datasets/data-sets.ts";
import { labelledPatients } from "../datasets/labelled-patients.ts";
import { type PatientCount, parsePatientCount } from "../datasets/patient-count.ts";
import { type PatientSplit, stratifiedSplit } from "../datasets/patient-split.ts";
import { casesOfPatients } from "../datasets/patients.ts";
import { requireClasses } from "../datasets/require-classes.ts";
import { LearnError } from "../errors.ts";
import type { FinetuneConfig } from "./config.ts";
import { chosenImages } from "./examples.ts";

export interface FinetunePlan {
  readonly split: PatientSplit;
  /** Of the training patients, those whose labels are used. */
  readonly labelled: readonly string[];
  readonly training: readonly DataCase[];
  readonly validation: readonly DataCase[];
  readonly test: readonly DataCase[];
}

/**
 * @param labels How many training patients are learnt from.
 * @param split Instead of the configuration's, as in cross-validation.
 * @throws {LearnError} `data-missing` when no image fits, `bad-split`, and what listing the data set throws.
 */
export function finetunePlan(
  config: FinetuneConfig,
  dataFolder: string,
  { labels = "all", split }: { readonly labels?: PatientCount; readonly split?: PatientSplit } = {},
): FinetunePlan {
  const cases = casesFor(config, dataFolder);
  const chosen = split ?? stratifiedSplit(cases, splitOptions(config));
  const { task } = config;
  if (task.kind === "classification") requireClasses(cases, chosen, ({ facts }) => facts[task.fact]);
  const labelled = labelledPatients(casesOfPatients(cases, chosen.training), labels, config.seed);
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
 * The cases of a data set that have an image which the configuration asks for.
 * @throws {LearnError} `data-missing` when there is none, `unknown-data-set`, and what listing the data set throws.
 */
export function casesFor(config: FinetuneConfig, dataFolder: string): readonly DataCase[] {
  const set = dataSetNamed(config.data.set);
  const cases = set.list(dataFolder).filter((each) => chosenImages(each, config).length > 0);
  if (cases.length > 0) return cases;
  throw new LearnError(
    "data-missing",
    `${dataFolder} has no image of ${set.title} that data.sequences and data.views name`,
  );
}

function splitOptions({ seed, split }: FinetuneConfig) {
  const { validation, test } = split;
  return {
    seed,
    validation: parsePatientCount(validation),
    ...(test !== undefined && { test: parsePatientCount(test) }),
  };
}
