/** Adam with decoupled weight decay. Source: Loshchilov & Hutter 2019, arXiv:1711.05101; the form of torch.optim.AdamW. */
import { add, div, mul, pow, sqrt, sub, type Tensor } from "@cmrkit/graph";
import { type ParameterRates, weightDecayOf, whileTraining } from "./groups.ts";
import type { Optimiser } from "./optimiser.ts";

export interface AdamWConfig {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

export const adamWDefaults: AdamWConfig = { betas: [0.9, 0.999], epsilon: 1e-8 };

/**
 * With first moment m and second moment v of the gradient g at step t and learning rate η:
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← (1 − ηλ)θ − η / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε).
 *
 * Every operation on a whole parameter is a pass over memory, so factors that are numbers are multiplied with each other
 * first: those of g with 1 − β₁, and with c = √(1 − β₂ᵗ) the last term is η·c / (1 − β₁ᵗ) · m / (√v + ε·c).
 */
export function adamW({ betas: [beta1, beta2], epsilon }: AdamWConfig = adamWDefaults): Optimiser {
  return {
    stateNames: ["exp_avg", "exp_avg_sq"],
    prepare: ({ learningRate, step }) => {
      const correction1 = sub(1, pow(beta1, step));
      const root2 = sqrt(sub(1, pow(beta2, step)));
      const smallest = mul(root2, epsilon);
      const factors = memoised((rates) => {
        const rate = mul(learningRate, rates.learningRateScale);
        const keep = whileTraining(rates, sub(1, mul(rate, weightDecayOf(rates))), 1);
        return {
          stepSize: whileTraining(rates, div(mul(rate, root2), correction1), 0),
          keep: rates.weightDecay === 0 ? undefined : keep,
          decays: [whileTraining(rates, beta1, 1), whileTraining(rates, beta2, 1)],
          gains: [whileTraining(rates, 1 - beta1, 0), whileTraining(rates, (1 - beta2) / (1 - beta1) ** 2, 0)],
        };
      });
      return (parameter, { value, factor }, [first, second], rates) => {
        const { stepSize, keep, decays, gains } = factors(rates);
        const share = mul(value, factor ? mul(factor, gains[0]) : gains[0]);
        const m = add(mul(first!, decays[0]), share);
        const v = add(mul(second!, decays[1]), mul(mul(share, share), gains[1]));
        const direction = div(m, add(sqrt(v), smallest));
        return { parameter: sub(keep ? mul(parameter, keep) : parameter, mul(direction, stepSize)), state: [m, v] };
      };
    },
  };
}

type Factor = Tensor | number;

interface Factors {
  readonly stepSize: Factor;
  /** Of the parameter, where it decays. */
  readonly keep: Factor | undefined;
  /** Of either moment. */
  readonly decays: readonly [Factor, Factor];
  /** Of the gradient in the first moment, and of the square of that share in the second. */
  readonly gains: readonly [Factor, Factor];
}

/** Parameters of equal rates share their factors, which keeps the graph small. */
function memoised(make: (rates: ParameterRates) => Factors): (rates: ParameterRates) => Factors {
  const known = new Map<string, Factors>();
  return (rates) => {
    const key = `${rates.learningRateScale}/${rates.weightDecay}/${rates.weightDecayFactor}/${rates.trainsWhile}`;
    const factors = known.get(key) ?? make(rates);
    known.set(key, factors);
    return factors;
  };
}
