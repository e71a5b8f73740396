/** Folders of models that have learnt nothing: enough to ask them. */
import { initialParameters } from "@cmrkit/nn";
import { randomStream } from "@cmrkit/tensor";
import { temporaryFolder } from "../../catalogue/testing/small-images.ts";
import type { FinetuneConfig } from "../config.ts";
import { writeFinetuned } from "../export.ts";
import { modelOf } from "../model.ts";
import { parametersOf } from "../program.ts";
import type { TargetStatistics } from "../tasks/regression.ts";

/** @param validation Patients of that side of its split; it has no others. @returns the folder. */
export function writeUntrained(
  config: FinetuneConfig,
  channels: number,
  validation: readonly string[],
  statistics?: TargetStatistics,
): string {
  const folder = temporaryFolder();
  const model = modelOf(config, channels, statistics);
  const split = { training: [], validation, test: [], sha256: "0".repeat(64) };
  const weights = initialParameters(parametersOf(model), randomStream("untrained"));
  const plan = { split, labelled: [], training: [], validation: [], test: [] };
  const best = { step: 0, value: 0, weights };
  writeFinetuned(folder, { plan, model, statistics, step: 0, isDone: true, best }, config);
  return folder;
}
