/** Few labels: how many of the training patients a model may learn from. */
import { randomStream } from "@cmrkit/tensor";
import type { DataCase } from "./data-set.ts";
import { countOf, type PatientCount } from "./patient-count.ts";
import { patientsOf, stratifiedOrder } from "./patients.ts";

/**
 * A stratified draw of training patients, sorted by name. Draws with one seed are nested: the 8 contain the 4, so that a
 * curve over label counts shows what more labels add, and not other patients.
 * @param training cases of the training patients alone; what is held out must not be among them.
 * @throws {LearnError} `bad-split` when there are not so many patients.
 */
export function labelledPatients(training: readonly DataCase[], count: PatientCount, seed: number): string[] {
  const patients = patientsOf(training);
  const wanted = countOf(count, patients.length, "training");
  const order = stratifiedOrder(patients, randomStream(seed).fork("labels"));
  return order
    .slice(0, wanted)
    .map(({ id }) => id)
    .sort();
}
