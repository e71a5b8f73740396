/** Opens the folder of a fine-tuned model. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NamedTensors, readSafetensors, SafetensorsError } from "@cmrkit/tensor";
import { z } from "zod";
import type { PatientSplit } from "../datasets/patient-split.ts";
import { LearnError } from "../errors.ts";
import { type FinetuneConfig, parseFinetuneConfig } from "./config.ts";
import { modelOf } from "./model.ts";
import type { Model } from "./program.ts";
import type { TargetStatistics } from "./tasks/regression.ts";

const factsSchema = z.object({
  schema: z.literal("cmrkit.finetuned/1"),
  channels: z.int().positive(),
  split: z.object({
    training: z.array(z.string()),
    validation: z.array(z.string()),
    test: z.array(z.string()),
    sha256: z.string(),
  }),
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

/** @throws {LearnError} `data-missing` or `bad-checkpoint` when the folder holds no such model. */
export function openFinetuned(folder: string): FinetunedModel {
  const facts = factsSchema.safeParse(JSON.parse(read(folder, "model.json").toString("utf8")));
  if (!facts.success) throw new LearnError("bad-checkpoint", `${folder}/model.json is not of a fine-tuned model`);
  const { channels, split, statistics } = facts.data;
  const config = parseFinetuneConfig(facts.data.config, `${folder}/model.json`);
  return { config, split, statistics, model: modelOf(config, channels, statistics), weights: weightsIn(folder) };
}

function weightsIn(folder: string): NamedTensors {
  try {
    return readSafetensors(read(folder, "weights.safetensors")).tensors;
  } catch (error) {
    if (error instanceof SafetensorsError) throw new LearnError("bad-checkpoint", `${folder}: ${error.message}`);
    throw error;
  }
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
