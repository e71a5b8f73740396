/** Published weights as a folder of cmrkit: `model.json`, which says what they are and whence, and `weights.safetensors`. */
import { existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { initialParameters } from "@cmrkit/nn";
import type { HostTensor, RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { settledConfig } from "./configs/differences.ts";
import type { FamilyName } from "./families/family.ts";
import { fileSha256 } from "./hash-file.ts";
import { finiteReader, type ReadProgress, wholeModel } from "./load.ts";
import type { OpenedWeights } from "./open-weights.ts";
import { transferPretrained } from "./pretrained.ts";
import { statedLicence } from "./stated-licence.ts";
import type { SuccessorModel } from "./successors.ts";
import { type TensorsToWrite, writeTensors } from "./write-tensors.ts";

export const MODEL_SCHEMA = "cmrkit.weights/1";

/** Contents of `model.json`. */
export interface ImportedModel {
  readonly schema: typeof MODEL_SCHEMA;
  readonly family: FamilyName;
  readonly title: string;
  readonly task?: string;
  /** In the form of the family; see `RecognisedModel.config`. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly origin: {
    readonly file: string;
    readonly sha256: string;
    readonly format: "safetensors" | "pytorch";
    /** Behind which prefix the network lay. */
    readonly state: string;
    readonly config?: string;
  };
  readonly licence: string;
  readonly notes: readonly string[];
}

/** Who publishes a file decides what may be done with it, and neither it nor what lies beside it says so. */
const UNSTATED_LICENCE =
  "not stated by the file: ask where it came from (CineMA's published weights: MIT; DINO's: Apache 2.0); research use only";

export interface ImportOptions {
  readonly folder: string;
  /** As the publisher says; where the weights state another one, that stays in the notes. */
  readonly licence?: string;
  readonly onProgress?: ReadProgress;
}

/**
 * Writes an opened network as a model folder, under the names of the original.
 * @throws {LearnError} `bad-checkpoint` or `bad-config` before anything is written, `run-exists` when the folder holds a
 *   model, `not-saved`.
 */
export function importWeights(weights: OpenedWeights, options: ImportOptions): ImportedModel {
  const model = wholeModel(weights);
  const { family, title, undetermined } = model;
  if (undetermined.length > 0)
    throw new LearnError(
      "bad-config",
      `${weights.file.path}: weights do not tell ${undetermined.join(", ")}; put the model's configuration beside them or name it`,
    );
  const tensors = { layout: weights.tensors, read: finiteReader(weights) };
  const card = cardOf(weights, options, { family, title, config: settledConfig(model, weights.description) });
  return written(card, tensors, options);
}

/**
 * Writes a model that takes over the encoder of an opened masked autoencoder; the rest starts from a stream of chance.
 * @throws {LearnError} as `transferPretrained` and `importWeights`.
 */
export function importSuccessor(
  weights: OpenedWeights,
  successor: SuccessorModel,
  random: RandomStream,
  options: ImportOptions,
): ImportedModel {
  const { specs, views, family, title, config } = successor;
  const transfer = transferPretrained(weights, specs, views);
  const fresh = initialParameters(
    specs.filter(({ name }) => !transfer.weights.has(name)),
    random,
  );
  const all = new Map<string, HostTensor>(
    specs.map(({ name }) => [name, transfer.weights.get(name) ?? fresh.get(name)!]),
  );
  const notes = [
    `${transfer.weights.size} tensors of the masked autoencoder, ${transfer.fresh.length} fresh: it must be trained before use`,
    ...transfer.notes,
  ];
  const card = cardOf(weights, options, { family, title, config }, notes);
  return written(card, { layout: all, read: (name) => all.get(name)! }, options);
}

function cardOf(
  { file, prefix, description }: OpenedWeights,
  { licence }: ImportOptions,
  model: Pick<ImportedModel, "family" | "title" | "config">,
  notes: readonly string[] = [],
): ImportedModel {
  const stated = statedLicence(file);
  return {
    schema: MODEL_SCHEMA,
    ...model,
    ...(description?.task !== undefined && description.family === model.family && { task: description.task }),
    origin: {
      file: basename(file.path),
      sha256: fileSha256(file.path),
      format: file.format,
      state: prefix,
      ...(description && { config: basename(description.path) }),
    },
    licence: licence ?? stated ?? UNSTATED_LICENCE,
    notes: [...notes, ...otherTerms(stated, licence), ...(description?.warnings ?? [])],
  };
}

/** Terms that the weights came with are not lost to others. */
function otherTerms(stated: string | undefined, given: string | undefined): readonly string[] {
  return stated === undefined || given === undefined || stated === given
    ? []
    : [`the weights state as licence: ${stated}`];
}

function written(
  card: ImportedModel,
  tensors: Omit<TensorsToWrite, "metadata">,
  { folder, onProgress }: ImportOptions,
): ImportedModel {
  if (existsSync(join(folder, "model.json")) || existsSync(join(folder, "weights.safetensors")))
    throw new LearnError("run-exists", `${folder} holds a model already; choose another folder`);
  mkdirSync(folder, { recursive: true });
  const metadata = { format: "pt", family: card.family, licence: card.licence };
  writeTensors(join(folder, "weights.safetensors"), { ...tensors, metadata }, onProgress);
  writeFileAtomically(join(folder, "model.json"), `${JSON.stringify(card, null, 2)}\n`);
  return card;
}
