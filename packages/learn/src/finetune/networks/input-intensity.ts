/**
 * Intensities that a vision transformer was trained on, where windows bring 0 … 1: folded into its patch embedding, which
 * then answers to windows as the encoder answered to what it knows.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { HostTensor } from "@cmrkit/tensor";
import { z } from "zod";
import { LearnError } from "../../errors.ts";

/** What was subtracted from intensities of 0 … 1, and what they were then divided by. */
export interface InputIntensity {
  readonly mean: number;
  readonly deviation: number;
}

const schema = z.object({ intensity: z.object({ mean: z.number(), deviation: z.number().positive() }) });

/**
 * What `input.json` beside a weight file says, as `cmr pretrain dino` writes it; nothing without that file.
 * @throws {LearnError} `bad-config` when the file says something else.
 */
export function inputIntensityBeside(weightFile: string): InputIntensity | undefined {
  const path = join(dirname(weightFile), "input.json");
  if (!existsSync(path)) return undefined;
  const parsed = schema.safeParse(jsonIn(path));
  if (parsed.success) return parsed.data.intensity;
  throw new LearnError("bad-config", `${path} does not say intensity.mean and a positive intensity.deviation`);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * w·(x − mean)/deviation + b = (w/deviation)·x + (b − mean/deviation·Σw): patches do not overlap and nothing is padded, so
 * this is exact.
 * @param weight (E, C, py, px). @param bias (E).
 */
export function foldedPatchEmbedding(
  weight: HostTensor,
  bias: HostTensor,
  { mean, deviation }: InputIntensity,
): { readonly weight: HostTensor; readonly bias: HostTensor } {
  const values = Float64Array.from(weight.data, Number);
  const biases = Float64Array.from(bias.data, Number);
  const length = values.length / biases.length;
  const shifted = Float32Array.from(biases, (b, e) => {
    const sum = values.subarray(e * length, (e + 1) * length).reduce((total, value) => total + value, 0);
    return b - (mean / deviation) * sum;
  });
  const scaled = Float32Array.from(values, (value) => value / deviation);
  return {
    weight: { dtype: "float32", shape: weight.shape, data: scaled },
    bias: { dtype: "float32", shape: bias.shape, data: shifted },
  };
}
