/**
 * DINO's schedules: what the host feeds at each update.
 *
 * Source: `cosine_scheduler` of facebookresearch/dino, utils.py; `DINOLoss` and `train_one_epoch` of main_dino.py.
 */
import { dinoInputs, type Scalars } from "@cmrkit/nn";
import type { DinoPretrainingConfig } from "./config.ts";

export interface CosineSchedule {
  readonly start: number;
  readonly final: number;
  readonly updates: number;
  /** Updates that rise from 0 to `start` first, both ends included. */
  readonly warmUp: number;
}

/** The value at an update counted from 0: a linear rise, then half a cosine that ends one update short of `final`. */
export function cosineAt({ start, final, updates, warmUp }: CosineSchedule, update: number): number {
  if (update < warmUp) return warmUp === 1 ? 0 : (start * update) / (warmUp - 1);
  const share = (update - warmUp) / (updates - warmUp);
  return final + 0.5 * (start - final) * (1 + Math.cos(Math.PI * share));
}

/** The temperature of an epoch counted from 0: evenly from `start` to `final` over the warm-up, then `final`. */
export function teacherTemperatureAt(
  { start, final, warmUpEpochs }: DinoPretrainingConfig["schedule"]["teacherTemperature"],
  epoch: number,
): number {
  if (epoch >= warmUpEpochs) return final;
  return warmUpEpochs === 1 ? start : start + ((final - start) * epoch) / (warmUpEpochs - 1);
}

/** How long a run is. */
export interface DinoRunLength {
  /** Whole, unless the run is squeezed. */
  readonly updatesPerEpoch: number;
  readonly updates: number;
}

/**
 * @param slices that there are to learn from.
 * @param processes that train together.
 */
export function runLength(
  { schedule, optimiser }: DinoPretrainingConfig,
  slices: number,
  processes = 1,
): DinoRunLength {
  const images = schedule.imagesPerEpoch ?? slices;
  const updatesPerEpoch = Math.max(1, Math.floor(images / (optimiser.batch * processes)));
  return { updatesPerEpoch, updates: schedule.epochs * updatesPerEpoch };
}

/** The same schedules over another number of updates: the epochs become shorter or longer. */
export function squeezed({ schedule }: DinoPretrainingConfig, updates: number): DinoRunLength {
  return { updates, updatesPerEpoch: updates / schedule.epochs };
}

/** The scalars of every update counted from 1. */
export function dinoScalars(
  { schedule, optimiser }: DinoPretrainingConfig,
  { updatesPerEpoch, updates }: DinoRunLength,
  processes = 1,
): (step: number) => Scalars {
  const { learningRate, weightDecay, momentum, teacherTemperature, frozenLastLayerEpochs } = schedule;
  const cosine = (values: { readonly start: number; readonly final: number }, warmUpEpochs = 0): CosineSchedule => ({
    ...values,
    updates,
    warmUp: Math.round(warmUpEpochs * updatesPerEpoch),
  });
  const peak = (learningRate.peakPer256 * optimiser.batch * processes) / 256;
  const rate = cosine({ start: peak, final: learningRate.final }, learningRate.warmUpEpochs);
  return (step) => {
    const update = step - 1;
    const epoch = Math.floor(update / updatesPerEpoch);
    return {
      learningRate: cosineAt(rate, update),
      emaDecay: cosineAt(cosine(momentum), update),
      [dinoInputs.weightDecay]: cosineAt(cosine(weightDecay), update),
      [dinoInputs.teacherTemperature]: teacherTemperatureAt(teacherTemperature, epoch),
      [dinoInputs.lastLayerRate]: epoch < frozenLastLayerEpochs ? 0 : 1,
    };
  };
}
