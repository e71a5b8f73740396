/** The trained judge as the folder that `cmr analyze` opens. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { JUDGE_BATCH, modelFiles, type OutlineJudgeFile } from "@cmrkit/study";
import { elementCount, type NamedTensors, writeSafetensors } from "@cmrkit/tensor";
import { weightsLicence } from "../segmentation/export.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { halved } from "../training/half-precision.ts";
import type { Calibration } from "./calibration.ts";
import type { JudgeConfig } from "./judge-config.ts";
import { judgeModel } from "./judge-network.ts";

export interface JudgeFacts {
  readonly config: JudgeConfig;
  /** Patients of each fold, whose left-out judgements set the limit; the judge itself learnt from all. */
  readonly folds: readonly (readonly string[])[];
  readonly steps: number;
  readonly calibration: Calibration;
}

/** Writes `model.json`, `network.onnx`, `weights.safetensors` (half precision) and `training.json` into a folder. */
export function writeJudgeModel(
  folder: string,
  name: string,
  weights: NamedTensors,
  facts: JudgeFacts,
): { readonly parameters: number; readonly sha256: string } {
  mkdirSync(folder, { recursive: true });
  const card: OutlineJudgeFile = {
    schema: "cmrkit.model/1",
    name,
    task: "outline-judge",
    licence: weightsLicence("acdc"),
    gate: facts.calibration.gate,
  };
  const bytes = writeSafetensors(halved(weights), { name, licence: weightsLicence("acdc") });
  writeFileAtomically(join(folder, modelFiles.weights), bytes);
  writeFileAtomically(join(folder, modelFiles.network), judgeModel(facts.config, JUDGE_BATCH));
  const { gate, ...calibration } = facts.calibration;
  const record = { ...facts, calibration };
  writeFileAtomically(join(folder, "training.json"), `${JSON.stringify(record, null, 2)}\n`);
  writeFileAtomically(join(folder, modelFiles.card), `${JSON.stringify(card, null, 2)}\n`);
  const parameters = [...weights.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return { parameters, sha256: createHash("sha256").update(bytes).digest("hex") };
}
