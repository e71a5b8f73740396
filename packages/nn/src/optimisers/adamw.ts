/** Adam with decoupled weight decay. Source: Loshchilov & Hutter 2019, arXiv:1711.05101; the form of torch.optim.AdamW. */
import { add, div, mul, pow, sqrt, sub, type Tensor } from "@cmrkit/graph";
import { type ParameterRates, weightDecayOf } from "./groups.ts";
import type { Optimiser } from "./optimiser.ts";

export interface AdamWConfig {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

export const adamWDefaults: AdamWConfig = { betas: [0.9, 0.999], epsilon: 1e-8 };

/**
 * With first moment m and second moment v of the gradient g at step t and learning rate η:
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← (1 − ηλ)θ − η / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε).
 */
export function adamW({ betas: [beta1, beta2], epsilon }: AdamWConfig = adamWDefaults): Optimiser {
  return {
    stateNames: ["exp_avg", "exp_avg_sq"],
    prepare: ({ learningRate, step }) => {
      const correction1 = sub(1, pow(beta1, step));
      const inverseRoot2 = div(1, sqrt(sub(1, pow(beta2, step))));
      const factors = memoised((rates) => {
        const rate = mul(learningRate, rates.learningRateScale);
        const keep = sub(1, mul(rate, weightDecayOf(rates)));
        return { stepSize: div(rate, correction1), keep, decays: rates.weightDecay !== 0 };
      });
      return (parameter, gradient, [first, second], rates) => {
        const { stepSize, keep, decays } = factors(rates);
        const m = add(mul(first!, beta1), mul(gradient, 1 - beta1));
        const v = add(mul(second!, beta2), mul(mul(gradient, gradient), 1 - beta2));
        const direction = div(m, add(mul(sqrt(v), inverseRoot2), epsilon));
        const kept = decays ? mul(parameter, keep) : parameter;
        return { parameter: sub(kept, mul(direction, stepSize)), state: [m, v] };
      };
    },
  };
}

interface Factors {
  readonly stepSize: Tensor;
  readonly keep: Tensor;
  readonly decays: boolean;
}

/** Parameters of equal rates share their factors, which keeps the graph small. */
function memoised(make: (rates: ParameterRates) => Factors): (rates: ParameterRates) => Factors {
  const known = new Map<string, Factors>();
  return (rates) => {
    const key = `${rates.learningRateScale}/${rates.weightDecay}/${rates.weightDecayFactor}`;
    const factors = known.get(key) ?? make(rates);
    known.set(key, factors);
    return factors;
  };
}
