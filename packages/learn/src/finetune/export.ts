/** A fine-tuned model as a folder: its weights, and all that is needed to use them and to know where they come from. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { safetensorsChunks } from "@cmrkit/tensor";
import { dataSetNamed } from "../datasets/data-sets.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { FinetuneConfig } from "./config.ts";
import type { Finetuned } from "./finetune.ts";

const SCHEMA = "cmrkit.finetuned/1";

/** Writes `weights.safetensors` of the best look and `model.json`; the licence is that of the data. */
export function writeFinetuned(
  folder: string,
  { best, plan, statistics, model }: Finetuned & { readonly best: NonNullable<Finetuned["best"]> },
  config: FinetuneConfig,
): void {
  mkdirSync(folder, { recursive: true });
  const { title, source, licence } = dataSetNamed(config.data.set);
  const facts = {
    schema: SCHEMA,
    network: model.network.title,
    channels: model.channels,
    data: { title, source, licence },
    split: plan.split,
    labelled: plan.labelled,
    best: { step: best.step, value: best.value },
    ...(statistics && { statistics }),
    config,
  };
  const metadata = { schema: SCHEMA, split: plan.split.sha256 };
  writeFileAtomically(join(folder, "weights.safetensors"), safetensorsChunks(best.weights, metadata));
  writeFileAtomically(join(folder, "model.json"), `${JSON.stringify(facts, null, 2)}\n`);
}
