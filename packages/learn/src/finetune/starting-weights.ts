/** The weights that a fine-tuning starts from: fresh ones, or those of an encoder and the rest fresh. */
import { initialParameters, type ParameterSpec } from "@cmrkit/nn";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { tensorsSha256 } from "../weights/hash-tensors.ts";
import { openWeights } from "../weights/open-weights.ts";
import type { FinetuneNetwork } from "./networks/network.ts";

export interface StartingWeights {
  readonly weights: NamedTensors;
  /** For people: what was taken over, and what was done to it on the way. */
  readonly notes: readonly string[];
  /** Of the encoder's tensors. */
  readonly sha256: string | undefined;
}

/**
 * @param encoder Weight file of a pre-trained encoder, or none.
 * @throws {LearnError} `bad-checkpoint` for a file of another encoder, `bad-config` when the network has no place for one.
 */
export async function startingWeights(
  network: FinetuneNetwork,
  specs: readonly ParameterSpec[],
  seed: number,
  encoder: string | undefined,
): Promise<StartingWeights> {
  const fresh = initialParameters(specs, randomStream(seed).fork("parameters"));
  if (encoder === undefined) return { weights: fresh, notes: ["fresh weights"], sha256: undefined };
  const source = await openWeights(encoder);
  try {
    const { weights, notes } = network.takeOver(source, specs);
    const sha256 = tensorsSha256(weights);
    const taken = `${weights.size} of ${specs.length} tensors from ${encoder}, the rest fresh`;
    return { weights: new Map([...fresh, ...weights]), notes: [taken, ...notes], sha256 };
  } finally {
    source.close();
  }
}
