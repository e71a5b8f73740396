/** Stochastic gradient descent with momentum. Source: Sutskever et al. 2013; the form of torch.optim.SGD. */
import { add, mul, sub } from "@cmrkit/graph";
import { weightDecayOf } from "./groups.ts";
import type { Optimiser } from "./optimiser.ts";

export interface SgdConfig {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** b ← μb + (g + λθ), θ ← θ − η·b, or with Nesterov's momentum θ ← θ − η·(g + λθ + μb). */
export function sgd({ momentum, nesterov }: SgdConfig = { momentum: 0, nesterov: false }): Optimiser {
  return {
    stateNames: momentum === 0 ? [] : ["momentum_buffer"],
    prepare:
      ({ learningRate }) =>
      (parameter, gradient, [buffer], rates) => {
        const descent = rates.weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecayOf(rates)));
        const velocity = buffer && add(mul(buffer, momentum), descent);
        const direction = velocity && nesterov ? add(descent, mul(velocity, momentum)) : (velocity ?? descent);
        const step = mul(direction, mul(learningRate, rates.learningRateScale));
        return { parameter: sub(parameter, step), state: velocity ? [velocity] : [] };
      },
  };
}
