/** What an optimiser is: a rule from gradients and state to new parameters and state, inside the training graph. */
import type { Tensor } from "@cmrkit/graph";
import type { ParameterRates } from "./groups.ts";

/** Numbers of a step that the host computes; all are scalars. */
export interface StepScalars {
  readonly learningRate: Tensor;
  /** How many updates were made, this one included. */
  readonly step: Tensor;
}

/** The gradient of one parameter, `value` · `factor`: what clips is one number, which an optimiser may join with its own. */
export interface ScaledGradient {
  readonly value: Tensor;
  readonly factor: Tensor | undefined;
}

export interface ParameterUpdate {
  readonly parameter: Tensor;
  /** In the order of `stateNames`. */
  readonly state: readonly Tensor[];
}

export interface Optimiser {
  /** One tensor of each parameter's shape for every name, zero at the start. */
  readonly stateNames: readonly string[];
  /** Prepares what all parameters share, then gives the rule for one of them. Where rates say so, it stands still. */
  prepare(
    scalars: StepScalars,
  ): (parameter: Tensor, gradient: ScaledGradient, state: readonly Tensor[], rates: ParameterRates) => ParameterUpdate;
}
