/** Splits of patients, not images, with every diagnosis in its share on each side, and a hash to know them by. */
import { createHash } from "node:crypto";
import { randomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import type { DataCase } from "./data-set.ts";
import { countOf, type PatientCount } from "./patient-count.ts";
import { casesOfPatients, type Patient, patientsOf, stratifiedOrder } from "./patients.ts";

/** Names of patients, sorted. */
export interface PatientSplit {
  readonly training: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
  /** SHA-256 of the three lists: two runs with equal hashes saw the same patients. */
  readonly sha256: string;
}

export interface SplitOptions {
  readonly seed: number;
  /** None unless told. */
  readonly validation?: PatientCount;
  /** None unless told. */
  readonly test?: PatientCount;
}

/**
 * Draws test and validation patients; the rest trains. Equal cases, counts and seed give an equal split, whatever the order
 * of the cases.
 * @throws {LearnError} `bad-split` without cases, or when no patient is left to train on.
 */
export function stratifiedSplit(cases: readonly DataCase[], { seed, validation, test }: SplitOptions): PatientSplit {
  const order = stratifiedOrder(patientsOf(cases), randomStream(seed).fork("split"));
  const testCount = test === undefined ? 0 : countOf(test, order.length, "the test");
  const validationCount = validation === undefined ? 0 : countOf(validation, order.length, "validation");
  const heldOut = testCount + validationCount;
  if (heldOut < order.length)
    return splitInto(order.slice(heldOut), order.slice(testCount, heldOut), order.slice(0, testCount));
  const message = `${testCount} test and ${validationCount} validation patients leave none of ${order.length} to train on`;
  throw new LearnError("bad-split", `${message}; hold out fewer`);
}

export interface FoldOptions {
  readonly seed: number;
  /** At least 2. */
  readonly folds: number;
  /** Taken from the training patients of each fold, and a share of them; none unless told. */
  readonly validation?: PatientCount;
}

/**
 * As many splits as folds; every patient is in the test of exactly one, and every diagnosis is dealt evenly over the folds.
 * @throws {LearnError} `bad-split` for fewer than two folds, or fewer patients than folds.
 */
export function patientFolds(cases: readonly DataCase[], { seed, folds, validation }: FoldOptions): PatientSplit[] {
  const patients = patientsOf(cases);
  requireFolds(folds, patients.length);
  const dealt = stratifiedOrder(patients, randomStream(seed).fork("folds")).sort(byStratum);
  return Array.from({ length: folds }, (_, fold) => {
    const test = dealt.filter((_, i) => i % folds === fold);
    const rest = dealt.filter((_, i) => i % folds !== fold);
    if (validation === undefined) return splitInto(rest, [], test);
    const inner = stratifiedSplit(casesOfPatients(cases, rest.map(idOf)), { seed, validation });
    return splitOf({ ...inner, test: test.map(idOf) });
  });
}

/** One of the folds of a cross-validation, whose patients are the test. */
export interface Fold {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** The split of one fold. @throws {LearnError} `bad-split` for a fold that is not there, and as `patientFolds`. */
export function splitOfFold(
  cases: readonly DataCase[],
  { number, of }: Fold,
  options: Omit<FoldOptions, "folds">,
): PatientSplit {
  const chosen = patientFolds(cases, { ...options, folds: of })[number - 1];
  if (chosen) return chosen;
  throw new LearnError("bad-split", `there is no fold ${number} of ${of}; folds count from 1`);
}

function requireFolds(folds: number, patientCount: number): void {
  if (!Number.isInteger(folds) || folds < 2)
    throw new LearnError("bad-split", `cross-validation needs at least 2 folds, got ${folds}`);
  if (folds <= patientCount) return;
  const message = `${patientCount} patients cannot fill ${folds} folds`;
  throw new LearnError("bad-split", `${message}; take at most as many folds as patients`);
}

/** Stable, so that patients of a stratum stay in their random order. */
function byStratum(a: Patient, b: Patient): number {
  return a.stratum < b.stratum ? -1 : Number(a.stratum > b.stratum);
}

function idOf({ id }: Patient): string {
  return id;
}

function splitInto(
  training: readonly Patient[],
  validation: readonly Patient[],
  test: readonly Patient[],
): PatientSplit {
  return splitOf({ training: training.map(idOf), validation: validation.map(idOf), test: test.map(idOf) });
}

/** Three lists of patients as a split: sorted, with their hash. */
export function splitOf({ training, validation, test }: Omit<PatientSplit, "sha256">): PatientSplit {
  const lists = { training: training.toSorted(), validation: validation.toSorted(), test: test.toSorted() };
  const sha256 = createHash("sha256").update(JSON.stringify(lists)).digest("hex");
  return Object.freeze({ ...lists, sha256 });
}
