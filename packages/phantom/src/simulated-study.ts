/** A simulated study: a heart, imaged by a scan, with what is true of it. */
import type { RandomStream } from "@cmrkit/tensor";
import { type Heart, heart } from "./heart.ts";
import { type LongAxisView, longAxisGrid } from "./long-axis.ts";
import type { HeartParameters } from "./parameters.ts";
import { type RenderedCine, renderCine } from "./render.ts";
import type { CineScan } from "./scan.ts";
import { type HeartTruth, heartTruth } from "./truth.ts";
import { snapToFrames } from "./volume-curve.ts";

/** A heart, the pictures of its short axis and of such long-axis planes as were asked for, and what is true of it. */
export interface SimulatedStudy extends RenderedCine {
  readonly heart: Heart;
  readonly scan: CineScan;
  readonly longAxis: ReadonlyMap<LongAxisView, RenderedCine>;
  readonly truth: HeartTruth;
}

/**
 * Images a heart. End-systole moves to the nearest frame, so that the emptiest frame shows the true end-systolic volume.
 * @throws {PhantomError} `unrealisable-heart`, see `heart`.
 */
export function simulateStudy(
  parameters: HeartParameters,
  scan: CineScan,
  random: RandomStream,
  longAxisViews: readonly LongAxisView[] = [],
): SimulatedStudy {
  const whole = heart({ ...parameters, beat: snapToFrames(parameters.beat, scan.frameCount) });
  const truth = heartTruth(whole, scan.frameCount);
  const longAxis = new Map(
    longAxisViews.map((view) => [view, renderCine(whole, scan, random.fork(view), longAxisGrid(whole, scan, view))]),
  );
  return Object.freeze({ heart: whole, scan, truth, longAxis, ...renderCine(whole, scan, random) });
}
