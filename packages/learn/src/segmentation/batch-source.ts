/** Makes the batches of segmentation training: the module that loading workers run. */
import { randomStream } from "@cmrkit/tensor";
import { type AcdcCase, readAcdcPatient } from "../datasets/acdc.ts";
import type { BatchSource } from "../loading/batch-source.ts";
import type { SegmentationConfig } from "./config.ts";
import { LABELLED_WINDOWS } from "./network.ts";
import { segmentationBatches, segmentationSamples } from "./samples.ts";

/** What a worker needs to know: plain data, copied into it. */
export interface SegmentationBatchInit {
  readonly config: SegmentationConfig;
  /** That are learnt from. */
  readonly sources: readonly PatientSource[];
}

/** Patients of a folder in ACDC's layout. */
export interface PatientSource {
  readonly folder: string;
  readonly patients: readonly AcdcCase[];
}

/** A batch depends on the seed and the step alone. */
export async function createBatchSource({ config, sources }: SegmentationBatchInit): Promise<BatchSource> {
  const patients = sources.flatMap(({ folder, patients }) => patients.map((one) => readAcdcPatient(folder, one)));
  const samples = segmentationSamples(patients, config.plan);
  const batch = segmentationBatches(samples, config, randomStream(config.seed).fork("batches"));
  return { batches: (step) => Promise.resolve([{ kind: LABELLED_WINDOWS, feeds: batch(step) }]) };
}
