/** The overlap of probabilities with a target. Source: Milletari et al. 2016, arXiv:1606.04797; the form of MONAI's DiceLoss. */
import { add, div, mul, reduceSum, type Tensor } from "@cmrkit/graph";

const SMOOTHING = 1e-5; // in numerator and denominator: a structure that is absent and not predicted costs nothing

/** (2·Σ p·t + s) / (Σ p + Σ t + s), summed over the axes. */
export function softDice(probabilities: Tensor, target: Tensor, axes: readonly number[]): Tensor {
  const sum = (x: Tensor) => reduceSum(x, { axes });
  const shared = add(mul(sum(mul(probabilities, target)), 2), SMOOTHING);
  const all = add(add(sum(probabilities), sum(target)), SMOOTHING);
  return div(shared, all);
}
