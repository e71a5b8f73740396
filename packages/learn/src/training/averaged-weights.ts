/** The moving average of a run's weights, which is what ships. */
import { AVERAGE, type ParameterSpec, stateName } from "@cmrkit/nn";
import type { HostTensor, NamedTensors } from "@cmrkit/tensor";

/** Parameters, whose average starts as themselves. */
export function withAverages(parameters: NamedTensors): NamedTensors {
  const averages = [...parameters].map(([name, value]) => [stateName(AVERAGE, name), value] as const);
  return new Map<string, HostTensor>([...parameters, ...averages]);
}

export function averagedWeights(specs: readonly ParameterSpec[], state: NamedTensors): Map<string, HostTensor> {
  return new Map(specs.map(({ name }) => [name, state.get(stateName(AVERAGE, name))!]));
}

/** Early averages would remember the start: the decay grows with the step, as in TensorFlow's `num_updates` rule. */
export function averageDecay(most: number, step: number): number {
  return Math.min(most, (1 + step) / (10 + step));
}
