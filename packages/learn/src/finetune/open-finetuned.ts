/** Opens the folder of a fine-tuned model. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedTensors } from "@cmrkit/tensor";
import { z } from "zod";
import type { PatientSplit } from "../datasets/patient-split.ts";
import { LearnError } from "../errors.ts";
import { fileSha256 } from "../weights/hash-file.ts";
import { readTensors } from "../weights/read-tensors.ts";
import { type FinetuneConfig, parseFinetuneConfig } from "./config.ts";
import { modelOf } from "./model.ts";
import type { Model } from "./program.ts";
import type { TargetStatistics } from "./tasks/regression.ts";

const WEIGHTS = "weights.safetensors";

const factsSchema = z.object({
  schema: z.literal("cmrkit.finetuned/1"),
  network: z.string(),
  channels: z.int().positive(),
  data: z.object({ title: z.string(), source: z.string(), licence: z.string() }),
  split: z.object({
    training: z.array(z.string()),
    validation: z.array(z.string()),
    test: z.array(z.string()),
    sha256: z.string(),
  }),
  /** Training patients whose labels were used. */
  labelled: z.array(z.string()),
  best: z.object({ step: z.int(), value: z.number() }),
  statistics: z.object({ mean: z.array(z.number()), deviation: z.array(z.number()) }).optional(),
  config: z.unknown(),
});

export interface FinetunedModel {
  readonly config: FinetuneConfig;
  readonly model: Model;
  readonly statistics: TargetStatistics | undefined;
  readonly split: PatientSplit;
  readonly weights: NamedTensors;
}

/** What `model.json` says, its configuration validated. */
export type FinetunedFacts = Omit<z.infer<typeof factsSchema>, "config"> & { readonly config: FinetuneConfig };

/** @throws {LearnError} `data-missing` or `bad-checkpoint` when the folder holds no such model. */
export function readFinetunedFacts(folder: string): FinetunedFacts {
  const facts = factsSchema.safeParse(JSON.parse(read(folder, "model.json").toString("utf8")));
  if (!facts.success) throw new LearnError("bad-checkpoint", `${folder}/model.json is not of a fine-tuned model`);
  return { ...facts.data, config: parseFinetuneConfig(facts.data.config, `${folder}/model.json`) };
}

/** @throws {LearnError} `data-missing` or `bad-checkpoint` when the folder holds no such model. */
export function openFinetuned(folder: string): FinetunedModel {
  const { config, channels, split, statistics } = readFinetunedFacts(folder);
  return {
    config,
    split,
    statistics,
    model: modelOf(config, channels, statistics),
    weights: readTensors(join(folder, WEIGHTS)).tensors,
  };
}

/** By which two folders hold the same weights, in hexadecimal digits. @throws {LearnError} `data-missing` without the file. */
export function weightsSha256(folder: string): string {
  return fileSha256(join(folder, WEIGHTS));
}

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch {
    throw new LearnError(
      "data-missing",
      `${join(folder, name)} cannot be read; give the model folder of a fine-tuning`,
    );
  }
}
