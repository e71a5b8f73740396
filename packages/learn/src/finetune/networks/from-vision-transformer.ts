/** What a network about a vision transformer takes over from one that was trained without labels. */
import { compareParameters, type ParameterSpec } from "@cmrkit/nn";
import type { HostTensor } from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";
import { loadModel } from "../../weights/load.ts";
import type { OpenedWeights } from "../../weights/open-weights.ts";
import { foldedPatchEmbedding, inputIntensityBeside } from "./input-intensity.ts";
import type { TakenOver } from "./network.ts";

/** Under which the network keeps its transformer. */
export const ENCODER = "encoder.";

/**
 * Every parameter of the transformer; others of the file, such as a classifier, are passed over. Where `input.json` beside
 * the file says which intensities it knows, its patch embedding is made to answer so to windows of 0 … 1.
 * @throws {LearnError} `bad-checkpoint` when one is missing or of another shape, naming the first.
 */
export function fromVisionTransformer(source: OpenedWeights, specs: readonly ParameterSpec[]): TakenOver {
  const wanted = specs.filter(({ name }) => name.startsWith(ENCODER));
  const given = new Map([...loadModel(source)].map(([name, value]) => [ENCODER + name, value] as const));
  const { missing, misshapen } = compareParameters(wanted, given);
  const [wrong] = [...missing, ...misshapen];
  if (wrong !== undefined) {
    const rest = missing.length + misshapen.length - 1;
    throw new LearnError(
      "bad-checkpoint",
      `${source.file.path} is not this network's transformer: ${wrong.slice(ENCODER.length)} is missing or differs in shape, and ${rest} more`,
    );
  }
  const weights = new Map(wanted.map(({ name }): [string, HostTensor] => [name, given.get(name)!]));
  const intensity = inputIntensityBeside(source.file.path);
  if (!intensity) return { weights, notes: [] };
  const { weight, bias } = foldedPatchEmbedding(weights.get(PATCH_WEIGHT)!, weights.get(PATCH_BIAS)!, intensity);
  const { mean, deviation } = intensity;
  return {
    weights: weights.set(PATCH_WEIGHT, weight).set(PATCH_BIAS, bias),
    notes: [`it knows intensities less ${mean}, over ${deviation}: folded into its patch embedding`],
  };
}

const PATCH_WEIGHT = `${ENCODER}patch_embed.proj.weight`;
const PATCH_BIAS = `${ENCODER}patch_embed.proj.bias`;
