/** The trained encoder as a folder: the teacher's backbone under the names of timm and DINO, and how to feed it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type NamedTensors, safetensorsChunks } from "@cmrkit/tensor";
import { writeFileAtomically } from "../../training/atomic-file.ts";
import { backboneOf, type DinoPretrainingConfig } from "./config.ts";

/** Contents of `training.json`: how a model came to be. */
export interface DinoTrainingFacts {
  readonly config: DinoPretrainingConfig;
  /** SHA-256 of what was learnt from: images and held-out patients. */
  readonly data: string;
  readonly trainingImages: number;
  readonly trainingSlices: number;
  readonly heldOutPatients: number;
  readonly steps: number;
  readonly processes: number;
}

/**
 * Writes `weights.safetensors`, `config.json` (the vision transformer, as `parseVitConfig` reads it), `input.json` (the
 * pixels and intensities it expects) and `training.json`.
 */
export function writeDinoModel(folder: string, backbone: NamedTensors, facts: DinoTrainingFacts): void {
  const { config, data, steps } = facts;
  mkdirSync(folder, { recursive: true });
  const metadata = { model: "DINO vision transformer", data, steps: String(steps) };
  writeFileAtomically(join(folder, "weights.safetensors"), safetensorsChunks(backbone, metadata));
  writeFileAtomically(join(folder, "config.json"), json(backboneOf(config)));
  writeFileAtomically(join(folder, "input.json"), json(inputOf(config)));
  writeFileAtomically(join(folder, "training.json"), json(facts));
}

function inputOf({ data }: DinoPretrainingConfig) {
  const { pixelMm, longSideWithoutSpacing, clipPercentiles, intensity } = data;
  return { pixelMm, longSideWithoutSpacing, clipPercentiles, intensity };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
