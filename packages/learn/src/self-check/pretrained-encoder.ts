/** The encoder of a pre-trained masked autoencoder, as `cmr pretrain mae` wrote it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MaskedAutoencoderConfig } from "@cmrkit/nn";
import { STACK_WINDOW_SIZE } from "@cmrkit/study";
import { type NamedTensors, readSafetensors, SafetensorsError } from "@cmrkit/tensor";
import { ZodError } from "zod";
import { LearnError } from "../errors.ts";
import { maskedAutoencoderArguments, maskedAutoencoderOf } from "../models/cinema-original.ts";
import { imageCheckWeights } from "./image-features.ts";

export interface PretrainedEncoder {
  readonly config: MaskedAutoencoderConfig;
  readonly tensors: NamedTensors;
}

const FILES = ["config.json", "encoder.safetensors"] as const;

/** @throws {LearnError} `data-missing` where a file is not there, `bad-checkpoint` where it is another model's. */
export function openPretrainedEncoder(folder: string): PretrainedEncoder {
  for (const file of FILES)
    if (!existsSync(join(folder, file)))
      throw new LearnError(
        "data-missing",
        `${join(folder, file)} is not there; give the model folder of cmr pretrain mae`,
      );
  const [json, weights] = FILES.map((file) => readFileSync(join(folder, file)));
  try {
    const config = maskedAutoencoderOf(maskedAutoencoderArguments.parse(JSON.parse(json!.toString("utf8"))));
    const { tensors } = readSafetensors(weights!);
    const size = config.views.find(({ name }) => name === "sax")?.imageSize;
    if (String(size) !== String(STACK_WINDOW_SIZE)) throw unfit(folder, `short axis is of ${size ?? "no"} voxels`);
    const missing = imageCheckWeights(config).find((name) => !tensors.has(name));
    if (missing !== undefined) throw unfit(folder, `weights lack ${missing}`);
    return { config, tensors };
  } catch (error) {
    const problem = problemOf(error);
    throw problem === undefined
      ? error
      : new LearnError("bad-checkpoint", `${folder} holds no masked autoencoder: ${problem}`);
  }
}

function problemOf(error: unknown): string | undefined {
  if (error instanceof ZodError)
    return error.issues
      .map(({ path, message }) => `config.json: ${path.join(".") || "the file"}: ${message}`)
      .join("; ");
  return error instanceof SafetensorsError || error instanceof SyntaxError ? error.message : undefined;
}

function unfit(folder: string, what: string): LearnError {
  return new LearnError(
    "bad-checkpoint",
    `the encoder of ${folder} cannot check images: its ${what}; give one whose short axis is of ${STACK_WINDOW_SIZE} voxels, such as models/mae-tiny`,
  );
}
