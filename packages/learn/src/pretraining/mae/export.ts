/** The trained model as a folder that fine-tuning, or the original's own code, can open. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type NamedTensors, safetensorsChunks } from "@cmrkit/tensor";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import type { MaeConfig } from "./config.ts";
import { originalArguments } from "./network.ts";

/** Contents of `training.json`: how a model came to be. */
export interface MaeTrainingFacts {
  readonly config: MaeConfig;
  /** SHA-256 of the patients of both sides. */
  readonly split: string;
  readonly trainingStudies: number;
  readonly heldOutStudies: number;
  readonly steps: number;
  readonly processes: number;
  /** SHA-256 of the weights that the run started from, if not from fresh ones. */
  readonly origin?: string;
}

/**
 * Writes `weights.safetensors` (the whole autoencoder) and `encoder.safetensors` (what fine-tuning takes over) under the
 * original's names, `config.json` with the constructor arguments of the original's `CineMA`, and `training.json`.
 */
export function writeMaeModel(folder: string, weights: NamedTensors, facts: MaeTrainingFacts): void {
  mkdirSync(folder, { recursive: true });
  const metadata = { model: "CineMA masked autoencoder", split: facts.split, steps: String(facts.steps) };
  const encoder = new Map([...weights].filter(([name]) => isOfEncoder(name)));
  writeFileAtomically(join(folder, "weights.safetensors"), safetensorsChunks(weights, metadata));
  writeFileAtomically(join(folder, "encoder.safetensors"), safetensorsChunks(encoder, metadata));
  writeFileAtomically(join(folder, "config.json"), json(originalArguments(facts.config)));
  writeFileAtomically(join(folder, "training.json"), json(facts));
}

/** Stems, fusion and transformer; the rest guesses patches. */
function isOfEncoder(name: string): boolean {
  return /^enc(_|oder\.)/.test(name);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
