/**
 * Which studies make the batches of an update, and how each is cut: decided by the seed and the step's number alone, so
 * a resumed run, more loading workers or several processes see what one unbroken process would.
 */
import type { RandomStream } from "@cmrkit/tensor";
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
 * together is one global batch, of which each takes its own samples.
 * @param random the run's stream of batches.
 */
export function drawBatches(
  kinds: ReadonlyMap<string, readonly MaeStudy[]>,
  { batchSize, parts, rank, processes }: BatchPlan,
  random: RandomStream,
  step: number,
): readonly DrawnBatch[] {
  const ofStep = random.fork("step").fork(step);
  return Array.from({ length: parts }, (_, part) => {
    const kind = drawKind(kinds, ofStep.fork("kind").fork(part));
    const studies = kinds.get(kind)!;
    const first = (part * processes + rank) * batchSize;
    const samples = Array.from({ length: batchSize }, (_, i) => {
      const ofSample = ofStep.fork(first + i);
      return { study: studies[ofSample.integer(studies.length)]!, random: ofSample };
    });
    return { kind, samples };
  });
}

function drawKind(kinds: ReadonlyMap<string, readonly MaeStudy[]>, random: RandomStream): string {
  const total = [...kinds.values()].reduce((sum, { length }) => sum + length, 0);
  let at = random.integer(total);
  for (const [kind, { length }] of kinds) {
    if (at < length) return kind;
    at -= length;
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
