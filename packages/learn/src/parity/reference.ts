/** Reference folders: a model with its weights, what went in, and what another framework made of it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { input, type Tensor } from "@cmrkit/graph";
import { compareParameters, type ParameterSpec } from "@cmrkit/nn";
import { type HostTensor, type NamedTensors, readSafetensors, showShape } from "@cmrkit/tensor";
import type { z } from "zod";
import { LearnError } from "../errors.ts";

export interface Reference {
  readonly name: string;
  /** Constructor arguments under the names of the original. */
  readonly config: unknown;
  /** The original's state dict. */
  readonly weights: NamedTensors;
  /** `in.*`, and what is to be met: `out.*`, `grad.<parameter>`, `after.<parameter>`. */
  readonly io: NamedTensors;
}

const FILES = { config: "config.json", weights: "weights.safetensors", io: "io.safetensors" } as const;

/**
 * Names of the reference folders in a folder, in alphabetical order.
 * @throws {LearnError} `data-missing` when there is none.
 */
export function listReferences(root: string): string[] {
  if (!existsSync(root))
    throw new LearnError("data-missing", `${root} is not there; give the folder that holds the references`);
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders
    .map(({ name }) => name)
    .filter((name) => Object.values(FILES).every((file) => existsSync(join(root, name, file))));
  if (names.length === 0)
    throw new LearnError(
      "data-missing",
      `${root}: no folder in it holds ${Object.values(FILES).join(", ")}; give the folder that holds the references`,
    );
  return names.sort();
}

/**
 * Reads one reference folder whole.
 * @throws {SafetensorsError} when a tensor file is damaged.
 */
export function readReference(root: string, name: string): Reference {
  const path = (file: string) => join(root, name, file);
  return {
    name,
    config: JSON.parse(readFileSync(path(FILES.config), "utf8")),
    weights: readSafetensors(readFileSync(path(FILES.weights))).tensors,
    io: readSafetensors(readFileSync(path(FILES.io))).tensors,
  };
}

/**
 * The configuration by its schema.
 * @throws {LearnError} `bad-config` with every problem and its path.
 */
export function referenceConfig<T>({ name, config }: Reference, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "(root)"}: ${message}`);
  throw new LearnError("bad-config", `${name}/${FILES.config}: ${problems.join("; ")}`);
}

/** A graph input that takes the stored tensor of the same name. */
export function referenceInput(reference: Reference, tensor: string): Tensor {
  const { dtype, shape } = storedTensor(reference, tensor);
  return input(tensor, dtype, shape);
}

/** @throws {LearnError} `data-missing` when nothing of that name is stored. */
export function storedTensor({ name, io }: Reference, tensor: string): HostTensor {
  const stored = io.get(tensor);
  if (!stored) throw new LearnError("data-missing", `${name}/${FILES.io} holds no ${tensor}`);
  return stored;
}

/** Stored tensors whose names begin with a prefix, by the rest of their names. */
export function storedUnder({ io }: Reference, prefix: string): Map<string, HostTensor> {
  return new Map(
    [...io].filter(([name]) => name.startsWith(prefix)).map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

/**
 * Holds the weights to what the model asks for.
 * @throws {LearnError} `bad-checkpoint` naming what is missing, unexpected or of another shape.
 */
export function expectFittingWeights({ name, weights }: Reference, specs: readonly ParameterSpec[]): void {
  const { missing, unexpected, misshapen } = compareParameters(specs, weights);
  const shapes = misshapen.map((parameter) => `${parameter} is ${showShape(weights.get(parameter)!.shape)}`);
  const problems = [
    ...missing.map((parameter) => `${parameter} is missing`),
    ...unexpected.map((parameter) => `${parameter} is unknown to the model`),
    ...shapes,
  ];
  if (problems.length > 0) throw new LearnError("bad-checkpoint", `${name}/${FILES.weights}: ${problems.join("; ")}`);
}
