/** The weights of a run whose health is asked for: those that it handed on, or those of its last checkpoint. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { NamedTensors } from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";
import { loadModel } from "../../weights/load.ts";
import { openWeights } from "../../weights/open-weights.ts";
import { readTensors } from "../../weights/read-tensors.ts";

/**
 * @param tell Told in one line where a checkpoint stands for the model that is not there yet.
 * @throws {LearnError} `data-missing` for a run without either, `bad-checkpoint` for a file that is not of its model.
 */
export async function runWeights(runFolder: string, tell: (text: string) => void): Promise<NamedTensors> {
  const [model, checkpoint] = [
    join(runFolder, "model", "weights.safetensors"),
    join(runFolder, "checkpoint.safetensors"),
  ];
  if (existsSync(model)) return readTensors(model).tensors;
  if (!existsSync(checkpoint))
    throw new LearnError("data-missing", `neither ${model} nor ${checkpoint} is there; let the run save first`);
  const weights = await openWeights(checkpoint);
  try {
    tell(`the run is not finished: this is its checkpoint of step ${weights.file.metadata.step}`);
    return loadModel(weights);
  } finally {
    weights.close();
  }
}
