/** Two models on the same patients: how much they differ by each quantity, and whether chance alone would do. */
import { type BootstrapInterval, bootstrapInterval, type Measured } from "@cmrkit/cardiac";
import type { RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";
import { byPatient } from "../../metrics/metric.ts";
import { signFlipTest } from "../../metrics/permutation-test.ts";
import { wilcoxonSignedRank } from "../../metrics/wilcoxon.ts";
import type { ComparedValue } from "./compared-values.ts";

export interface Comparison {
  readonly quantity: string;
  /** Patients that have the value by both models. */
  readonly n: number;
  /** Patients that lack it by either. */
  readonly leftOut: number;
  /** Means over patients, each first averaged over what both models have a value of. */
  readonly meanA: Measured;
  readonly meanB: Measured;
  /** A − B, with a paired bootstrap interval over patients. */
  readonly difference: BootstrapInterval;
  /** Two-sided p-values; none is corrected for the number of quantities. */
  readonly wilcoxonP: Measured;
  readonly signFlipP: Measured;
}

/**
 * Each quantity of two tables, compared patient by patient.
 * @throws {LearnError} `bad-prediction` when the tables are not of the same patients, images and truths.
 */
export function compareEvaluations(
  a: readonly ComparedValue[],
  b: readonly ComparedValue[],
  random: RandomStream,
): readonly Comparison[] {
  const ofA = byQuantity(a);
  const ofB = byQuantity(b);
  requireSame("quantities", [...ofA.keys()], [...ofB.keys()]);
  return [...ofA].map(([quantity, own]) => {
    const others = ofB.get(quantity)!;
    requireSame(`patients of ${quantity}`, patientsOf(own), patientsOf(others));
    requireSame(`images or truths of ${quantity}`, own.map(identity), others.map(identity));
    return comparison(quantity, own, others, random.fork(quantity));
  });
}

interface PatientMeans {
  readonly a: number;
  readonly b: number;
}

function comparison(
  quantity: string,
  a: readonly ComparedValue[],
  b: readonly ComparedValue[],
  random: RandomStream,
): Comparison {
  const valueB = new Map(b.map((each) => [identity(each), each.value]));
  const paired = a.flatMap((each) => {
    const other = valueB.get(identity(each));
    return each.value === undefined || other === undefined ? [] : [{ patient: each.patient, a: each.value, b: other }];
  });
  const means = [...byPatient(paired).values()].map((rows) => ({
    a: mean(rows.map((row) => row.a)),
    b: mean(rows.map((row) => row.b)),
  }));
  const differences = means.map((each) => each.a - each.b);
  const statistic = (of: (patient: PatientMeans) => number) => (drawn: readonly PatientMeans[]) =>
    drawn.length === 0 ? NO_PATIENT : mean(drawn.map(of));
  return {
    quantity,
    n: means.length,
    leftOut: byPatient(a).size - means.length,
    meanA: statistic((each) => each.a)(means),
    meanB: statistic((each) => each.b)(means),
    difference: bootstrapInterval(
      means,
      statistic((each) => each.a - each.b),
      { random: random.fork("interval") },
    ),
    wilcoxonP: wilcoxonSignedRank(differences).pValue,
    signFlipP: signFlipTest(differences, { random: random.fork("signs") }).pValue,
  };
}

const NO_PATIENT: Measured = Object.freeze({ notMeasurable: "no patient has a value by both models" });

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function byQuantity(values: readonly ComparedValue[]): Map<string, ComparedValue[]> {
  return Map.groupBy(values, ({ quantity }) => quantity);
}

function patientsOf(values: readonly ComparedValue[]): string[] {
  return [...new Set(values.map(({ patient }) => patient))];
}

function identity({ patient, subject, truth }: ComparedValue): string {
  return JSON.stringify([patient, subject, truth]);
}

function requireSame(what: string, a: readonly string[], b: readonly string[]): void {
  const [inA, inB] = [new Set(a), new Set(b)];
  const [onlyA, onlyB] = [[...inA].filter((each) => !inB.has(each)), [...inB].filter((each) => !inA.has(each))];
  if (onlyA.length + onlyB.length === 0 && a.length === b.length) return;
  const examples = [...onlyA, ...onlyB].slice(0, 3).join(", ");
  throw new LearnError(
    "bad-prediction",
    `the tables differ in ${what}: ${onlyA.length} only in the first, ${onlyB.length} only in the second (${examples}); evaluate both models on the same patients`,
  );
}
