/** A simulated study: a heart, imaged by a scan, with what is true of it. */
import type { RandomStream } from "@cmrkit/tensor";
import type { StillContrast } from "./contrast.ts";
import { type Heart, heart } from "./heart.ts";
import { type LongAxisView, longAxisGrid } from "./long-axis.ts";
import type { HeartParameters } from "./parameters.ts";
import { type RenderedImage, renderCine, renderStill } from "./render.ts";
import type { CineScan } from "./scan.ts";
import { type HeartTruth, heartTruth } from "./truth.ts";
import { snapToFrames } from "./volume-curve.ts";

/** A heart, the cine of its short axis, such other images as were asked for, and what is true of it. */
export interface SimulatedStudy extends RenderedImage {
  readonly heart: Heart;
  readonly scan: CineScan;
  readonly longAxis: ReadonlyMap<LongAxisView, RenderedImage>;
  /** On the planes of the short-axis cine. */
  readonly stills: ReadonlyMap<StillContrast, RenderedImage>;
  readonly truth: HeartTruth;
}

export interface StudyExtras {
  readonly longAxisViews?: readonly LongAxisView[];
  readonly stills?: readonly StillContrast[];
}

/**
 * Images a heart. End-systole moves to the nearest frame, so that the emptiest frame shows the true end-systolic volume.
 * @throws {PhantomError} `unrealisable-heart`, see `heart`.
 */
export function simulateStudy(
  parameters: HeartParameters,
  scan: CineScan,
  random: RandomStream,
  extras: StudyExtras = {},
): SimulatedStudy {
  const whole = heart({ ...parameters, beat: snapToFrames(parameters.beat, scan.frameCount) });
  const truth = heartTruth(whole, scan.frameCount);
  const longAxis = new Map(
    (extras.longAxisViews ?? []).map((view) => [
      view,
      renderCine(whole, scan, random.fork(view), longAxisGrid(whole, scan, view)),
    ]),
  );
  const stills = new Map(
    (extras.stills ?? []).map((contrast) => [contrast, renderStill(whole, scan, contrast, random.fork(contrast))]),
  );
  return Object.freeze({ heart: whole, scan, truth, longAxis, stills, ...renderCine(whole, scan, random) });
}
