/** Learning-rate schedules as functions of the step. */

export interface WarmUpCosine {
  readonly peak: number;
  readonly final: number;
  readonly warmUpSteps: number;
  readonly totalSteps: number;
}

/**
 * Rises linearly from 0 to the peak, then falls along half a cosine to the final value.
 * Source: He et al. 2022, arXiv:2111.06377, as in util/lr_sched.py; Loshchilov & Hutter 2017, arXiv:1608.03983.
 */
export function warmUpCosine({ peak, final, warmUpSteps, totalSteps }: WarmUpCosine, step: number): number {
  if (step < warmUpSteps) return (peak * step) / warmUpSteps;
  const progress = Math.min(1, (step - warmUpSteps) / (totalSteps - warmUpSteps));
  return final + (peak - final) * 0.5 * (1 + Math.cos(Math.PI * progress));
}
