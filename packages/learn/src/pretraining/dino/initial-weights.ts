/** Where a run begins: fresh weights, or another's backbone under the names of timm and DINO, or of a checkpoint. */
import { AVERAGE, type BatchGraph, compareParameters, stateName } from "@cmrkit/nn";
import type { HostTensor, NamedTensors, RandomStream } from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";
import { tensorsSha256 } from "../../weights/hash-tensors.ts";
import { BACKBONE, firstState } from "./network.ts";

export interface InitialWeights {
  /** Values of the slots of student and teacher. */
  readonly state: NamedTensors;
  /** SHA-256 of the weights that were given. */
  readonly origin?: string;
}

/**
 * @param backbone replaces the fresh backbone of student and teacher, alone or as `backbone.` of a network with its head;
 *   the head starts fresh.
 * @throws {LearnError} `bad-checkpoint` when it lacks a weight or one has another shape; others than the backbone's, such
 *   as a classifier, are passed over.
 */
export function initialWeights(graph: BatchGraph, random: RandomStream, backbone?: NamedTensors): InitialWeights {
  const state = firstState(graph, random);
  if (!backbone) return { state };
  const given = new Map([...backbone].map(([name, value]) => [withPrefix(name), value]));
  const specs = graph.specs.filter(({ name }) => name.startsWith(BACKBONE));
  const { missing, misshapen } = compareParameters(specs, given);
  const [wrong] = [...missing, ...misshapen];
  if (wrong !== undefined)
    throw new LearnError(
      "bad-checkpoint",
      `the weights to start from are another network's: ${wrong.slice(BACKBONE.length)} is missing or differs in shape`,
    );
  for (const { name } of specs) setBoth(state, name, given.get(name)!);
  return { state, origin: tensorsSha256(backbone) };
}

function withPrefix(name: string): string {
  return name.startsWith(BACKBONE) ? name : BACKBONE + name;
}

function setBoth(state: Map<string, HostTensor>, name: string, value: HostTensor): void {
  state.set(name, value);
  state.set(stateName(AVERAGE, name), value);
}
