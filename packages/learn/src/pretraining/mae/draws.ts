/**
 * Which studies make the batches of an update, and how each is cut: decided by the seed and the step's number alone, so
 * a resumed run, more loading workers or several processes see what one unbroken process would.
 */
import type { RandomStream } from "@cmrkit/tensor";
import { epochOrder } from "../epoch-order.ts";
import type { MaeAugmentation } from "./config.ts";
import type { MaeStudy } from "./studies.ts";
import { plainDraw, type WindowDraw } from "./window.ts";

/** The batches of one update of this process. */
export interface BatchPlan {
  /** Studies of one graph run. */
  readonly batchSize: number;
  /** Graph runs of this process in an update. */
  readonly parts: number;
  readonly rank: number;
  readonly processes: number;
}

export interface DrawnBatch {
  readonly kind: string;
  readonly samples: readonly DrawnSample[];
}

export interface DrawnSample {
  readonly study: MaeStudy;
  /** The stream of this sample alone: image, frame, augmentation and masks come from it. */
  readonly random: RandomStream;
}

/**
 * Draws the batches of an update. Each is of one kind, kinds in proportion to their studies; part p of all processes
 * together is one global batch, of which each takes its own samples. An epoch has every study once, in another order each
 * time, as CineMA's loader shuffles; the last batch of a kind that its studies do not fill has some of them again.
 * @param random the run's stream of batches.
 */
export function drawBatches(
  kinds: ReadonlyMap<string, readonly MaeStudy[]>,
  { batchSize, parts, rank, processes }: BatchPlan,
  random: RandomStream,
  step: number,
): readonly DrawnBatch[] {
  const ofStep = random.fork("step").fork(step);
  const together = batchSize * processes;
  return Array.from({ length: parts }, (_, part) => {
    const { kind, epoch, turn } = kindAt(kinds, together, random.fork("kinds"), (step - 1) * parts + part);
    const studies = kinds.get(kind)!;
    const studyAt = epochOrder(studies.length, random.fork("studies").fork(kind));
    const samples = Array.from({ length: batchSize }, (_, i) => {
      const place = rank * batchSize + i;
      const inEpoch = (turn * together + place) % studies.length;
      return {
        study: studies[studyAt(epoch * studies.length + inEpoch)]!,
        random: ofStep.fork(part * together + place),
      };
    });
    return { kind, samples };
  });
}

/** The kind of the n-th global batch, and which of its kind it is in its epoch, from 0: an epoch has enough for its studies. */
function kindAt(
  kinds: ReadonlyMap<string, readonly MaeStudy[]>,
  together: number,
  random: RandomStream,
  n: number,
): { readonly kind: string; readonly epoch: number; readonly turn: number } {
  const shares = Array.from(kinds, ([kind, { length }]) => ({ kind, batches: Math.ceil(length / together) }));
  const inEpoch = shares.reduce((sum, { batches }) => sum + batches, 0);
  let at = epochOrder(inEpoch, random)(n);
  for (const { kind, batches } of shares) {
    if (at < batches) return { kind, epoch: Math.floor(n / inEpoch), turn: at };
    at -= batches;
  }
  throw new Error("internal: no kind of batch to draw from");
}

/** One frame of an image, and how its window is cut. */
export interface DrawnFrame {
  readonly frameIndex: number;
  readonly window: WindowDraw;
}

/** Any of `frames` frames; the window as augmentation says, or unchanged without one. */
export function drawFrame(frames: number, augmentation: MaeAugmentation | undefined, random: RandomStream): DrawnFrame {
  const frameIndex = random.integer(frames);
  return { frameIndex, window: augmentation ? drawWindow(augmentation, random) : plainDraw };
}

function drawWindow({ zoom, flips, shiftMm }: MaeAugmentation, random: RandomStream): WindowDraw {
  const happens = (probability: number) => random.uniform() < probability;
  const shift = () => shiftMm * (2 * random.uniform() - 1);
  const [low, high] = zoom.factor;
  return {
    zoom: happens(zoom.probability) ? low + (high - low) * random.uniform() : 1,
    shiftMm: [shift(), shift()],
    flips: [happens(flips), happens(flips)],
    slicePart: random.uniform(),
  };
}
