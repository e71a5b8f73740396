/** Adam with decoupled weight decay. Source: Loshchilov & Hutter 2019, arXiv:1711.05101; the form of torch.optim.AdamW. */
import type { AdamWFactors } from "./update-kernel.ts";

export interface AdamWConfig {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
}

export const adamWDefaults: AdamWConfig = { betas: [0.9, 0.999], epsilon: 1e-8 };

/** The two moments of each parameter, as PyTorch calls them; zero at the start. */
export const adamWState = ["exp_avg", "exp_avg_sq"] as const;

/** The numbers of one update of one parameter. */
export interface AdamWTerms {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** How many updates were made, this one included. */
  readonly step: number;
  /** What clipping multiplies the gradient by. */
  readonly gradientFactor: number;
}

/**
 * With first moment m and second moment v of the gradient g at step t and learning rate η:
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← (1 − ηλ)θ − η / (1 − β₁ᵗ) · m / (√(v / (1 − β₂ᵗ)) + ε).
 *
 * With c = √(1 − β₂ᵗ) the last term is η·c / (1 − β₁ᵗ) · m / (√v + ε·c), so that every factor is one number.
 */
export function adamWFactors({ betas: [beta1, beta2], epsilon }: AdamWConfig, terms: AdamWTerms): AdamWFactors {
  const root = Math.sqrt(1 - beta2 ** terms.step);
  return {
    gradient: terms.gradientFactor,
    decays: [beta1, beta2],
    gains: [1 - beta1, 1 - beta2],
    keep: 1 - terms.learningRate * terms.weightDecay,
    stepSize: (terms.learningRate * root) / (1 - beta1 ** terms.step),
    smallest: epsilon * root,
  };
}
