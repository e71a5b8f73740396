/** The weights of a run: how they start, which of them train, and the whole model's at any time. */
import { compareParameters, initialParameters, type ParameterSpec } from "@cmrkit/nn";
import { type HostTensor, type NamedTensors, randomStream } from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";
import { tensorsSha256 } from "../../weights/hash-tensors.ts";
import type { MaeConfig } from "./config.ts";
import { maeParameters, maeProgram } from "./network.ts";

export interface MaeWeights {
  /** What trains, as it starts. */
  readonly first: NamedTensors;
  /** What does not: positions, and the parts of views that no study trains. */
  readonly constants: NamedTensors;
  /** SHA-256 of the weights that were given to start from. */
  readonly origin: string | undefined;
  /** Fresh weights of the whole model, made anew. */
  readonly fresh: () => NamedTensors;
  /** Every weight of the model, in its order, from the state of the training. */
  readonly of: (state: NamedTensors) => NamedTensors;
}

/**
 * @param kinds of batch that train.
 * @param given Weights to start from instead of fresh ones; those of views that are not configured are left alone.
 * @throws {LearnError} `bad-checkpoint` when the given weights are another model's.
 */
export function openWeights(config: MaeConfig, kinds: Iterable<string>, given?: NamedTensors): MaeWeights {
  const specs = maeParameters(config);
  if (given) assertFits(specs, given);
  const fresh = () => initialParameters(specs, randomStream(config.seed).fork("parameters"));
  const start = given ?? fresh();
  const trained = trainedNames(config, kinds);
  const pick = (isTrained: boolean) => namedBy(specs, start, ({ name }) => trained.has(name) === isTrained);
  const constants = pick(false);
  return {
    first: pick(true),
    constants,
    origin: given && tensorsSha256(given),
    fresh,
    of: (state) => namedBy(specs, new Map([...state, ...constants])),
  };
}

function trainedNames(config: MaeConfig, kinds: Iterable<string>): ReadonlySet<string> {
  const graphs = [...maeProgram(config, kinds).kinds.values()];
  return new Set(graphs.flatMap(({ specs }) => specs.filter(({ isBuffer }) => !isBuffer).map(({ name }) => name)));
}

function namedBy(
  specs: readonly ParameterSpec[],
  values: NamedTensors,
  isWanted: (spec: ParameterSpec) => boolean = () => true,
): NamedTensors {
  return new Map<string, HostTensor>(specs.filter(isWanted).map(({ name }) => [name, values.get(name)!]));
}

function assertFits(specs: readonly ParameterSpec[], weights: NamedTensors): void {
  const { missing, misshapen } = compareParameters(specs, weights);
  const [wrong] = [...missing, ...misshapen];
  if (wrong === undefined) return;
  throw new LearnError(
    "bad-checkpoint",
    `the weights to start from are another model's: ${wrong} is missing or differs in shape (${missing.length} missing, ${misshapen.length} of another shape)`,
  );
}
