/** The encoder of a pre-trained masked autoencoder, as `cmr pretrain mae` wrote it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MaskedAutoencoderConfig } from "@cmrkit/nn";
import { STACK_WINDOW_SIZE } from "@cmrkit/study";
import { type NamedTensors, readSafetensors, SafetensorsError } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import type { MaeTrainingFacts } from "../pretraining/mae/export.ts";
import { imageCheckWeights } from "./image-features.ts";

export interface PretrainedEncoder {
  readonly config: MaskedAutoencoderConfig;
  readonly tensors: NamedTensors;
}

const FILES = ["training.json", "encoder.safetensors"] as const;

/** @throws {LearnError} `data-missing` where a file is not there, `bad-checkpoint` where it is another model's. */
export function openPretrainedEncoder(folder: string): PretrainedEncoder {
  for (const file of FILES)
    if (!existsSync(join(folder, file)))
      throw new LearnError(
        "data-missing",
        `${join(folder, file)} is not there; give the model folder of cmr pretrain mae`,
      );
  const [facts, weights] = FILES.map((file) => readFileSync(join(folder, file)));
  try {
    const { config } = JSON.parse(facts!.toString("utf8")) as MaeTrainingFacts; // its own writer's; weights are checked below
    const { tensors } = readSafetensors(weights!);
    const size = config.model.views.find(({ name }) => name === "sax")?.imageSize;
    if (String(size) !== String(STACK_WINDOW_SIZE)) throw unfit(folder, `short axis is of ${size ?? "no"} voxels`);
    const missing = imageCheckWeights(config.model).find((name) => !tensors.has(name));
    if (missing !== undefined) throw unfit(folder, `weights lack ${missing}`);
    return { config: config.model, tensors };
  } catch (error) {
    if (!(error instanceof SafetensorsError || error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new LearnError("bad-checkpoint", `${folder} holds no masked autoencoder: ${error.message}`);
  }
}

function unfit(folder: string, what: string): LearnError {
  return new LearnError(
    "bad-checkpoint",
    `the encoder of ${folder} cannot check images: its ${what}; give one whose short axis is of ${STACK_WINDOW_SIZE} voxels, such as models/mae-tiny`,
  );
}
