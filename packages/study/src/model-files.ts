/** A model on disk: `model.json`, `network.onnx` and `weights.safetensors` in one folder. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openSession, type Session, type SessionOptions } from "@cmrkit/runtime";
import { readSafetensors } from "@cmrkit/tensor";
import type { z } from "zod";
import { StudyError } from "./errors.ts";

/** Names of the files in a model's folder. */
export const modelFiles = { card: "model.json", network: "network.onnx", weights: "weights.safetensors" } as const;

export interface OpenedModel<Card> {
  readonly card: Card;
  readonly session: Session;
  /** Of the weight file. */
  readonly sha256: string;
}

/**
 * Opens a model whose card is of the given form.
 * @param kind What the model is, for messages.
 * @throws {StudyError} `bad-model` when a file is missing or not what it should be, naming it.
 * @throws {RuntimeFailure} when the device is not there.
 */
export async function openModelFiles<Card>(
  folder: string,
  { kind, schema }: { readonly kind: string; readonly schema: z.ZodType<Card> },
  options: SessionOptions,
): Promise<OpenedModel<Card>> {
  const part = <T>(file: string, parse: (bytes: Uint8Array) => T) => parsed(folder, { file, kind }, parse);
  const card = part(modelFiles.card, (bytes) => schema.parse(JSON.parse(new TextDecoder().decode(bytes))));
  const { weights, sha256 } = part(modelFiles.weights, (bytes) => ({
    weights: readSafetensors(bytes).tensors,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
  const network = part(modelFiles.network, (bytes) => bytes);
  return { card, sha256, session: await openSession({ bytes: network, weights }, options) };
}

function parsed<T>(
  folder: string,
  { file, kind }: { readonly file: string; readonly kind: string },
  parse: (bytes: Uint8Array) => T,
): T {
  const path = join(folder, file);
  const advice = "give a folder that training wrote, with model.json, network.onnx and weights.safetensors";
  if (!existsSync(path)) throw new StudyError("bad-model", `${path} is not there; ${advice}`);
  try {
    return parse(readFileSync(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudyError("bad-model", `${path} is no part of a ${kind} model (${reason}); ${advice}`);
  }
}
