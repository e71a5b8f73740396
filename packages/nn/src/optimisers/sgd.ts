/** Stochastic gradient descent with momentum. Source: Sutskever et al. 2013; the form of torch.optim.SGD. */
import { add, mul, sub, type Tensor } from "@cmrkit/graph";
import { type ParameterRates, weightDecayOf, whileTraining } from "./groups.ts";
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
      (parameter, { value, factor }, [buffer], rates) => {
        const gradient = factor ? mul(value, factor) : value;
        const descent = rates.weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecayOf(rates)));
        const velocity = buffer && nextVelocity(buffer, descent, momentum, rates);
        const direction = velocity && nesterov ? add(descent, mul(velocity, momentum)) : (velocity ?? descent);
        const stepSize = whileTraining(rates, mul(learningRate, rates.learningRateScale), 0);
        return { parameter: sub(parameter, mul(direction, stepSize)), state: velocity ? [velocity] : [] };
      },
  };
}

/** μb + d, or b while the parameter stands still. */
function nextVelocity(buffer: Tensor, descent: Tensor, momentum: number, rates: ParameterRates): Tensor {
  const gain = whileTraining(rates, 1, 0);
  return add(mul(buffer, whileTraining(rates, momentum, 1)), gain === 1 ? descent : mul(descent, gain));
}
