/** A model on disk: `model.json`, `network.onnx` and `weights.safetensors` in one folder. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { readSafetensors } from "@cmrkit/tensor";
import { StudyError } from "../errors.ts";
import { modelCardSchema, type SegmentationModelFile } from "./plan.ts";
import { type Segmenter, segmenterOf } from "./segmenter.ts";

/** Names of the files in a model's folder. */
export const modelFiles = { card: "model.json", network: "network.onnx", weights: "weights.safetensors" } as const;

/**
 * Opens a segmentation model.
 * @throws {StudyError} `bad-model` when a file is missing or not what it should be, naming it.
 * @throws {RuntimeFailure} when the device is not there.
 */
export async function openSegmenter(folder: string, options: SessionOptions = {}): Promise<Segmenter> {
  const { name, licence, plan } = readCard(folder);
  const weightBytes = readPart(folder, modelFiles.weights);
  const sha256 = createHash("sha256").update(weightBytes).digest("hex");
  const weights = parsed(modelFiles.weights, folder, () => readSafetensors(weightBytes).tensors);
  const session = await openSession({ bytes: readPart(folder, modelFiles.network), weights }, options);
  return segmenterOf(session, plan, { name, sha256, licence });
}

function readCard(folder: string): SegmentationModelFile {
  const text = new TextDecoder().decode(readPart(folder, modelFiles.card));
  return parsed(modelFiles.card, folder, () => modelCardSchema.parse(JSON.parse(text)));
}

function readPart(folder: string, file: string): Uint8Array {
  return parsed(file, folder, () => readFileSync(join(folder, file)));
}

function parsed<T>(file: string, folder: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = "give a folder that training wrote, with model.json, network.onnx and weights.safetensors";
    throw new StudyError(
      "bad-model",
      `${join(folder, file)} is no part of a segmentation model (${reason}); ${advice}`,
    );
  }
}
