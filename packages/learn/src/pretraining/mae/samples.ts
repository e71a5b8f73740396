/** A study's images as the model takes them: one frame of each view, cut, and gathered into masked batches. */
import { maskFeeds, type PatchMask, patchCount, randomPatchMasks, withViews } from "@cmrkit/nn";
import { float32, type HostTensor, type NamedTensors, type RandomStream } from "@cmrkit/tensor";
import type { Batch } from "../../training/trainer.ts";
import type { MaeAugmentation, MaeConfig } from "./config.ts";
import { type DrawnBatch, drawFrame } from "./draws.ts";
import { viewGrids } from "./grids.ts";
import type { ImageSource } from "./image-source.ts";
import { keyOf, type MaeStudy } from "./studies.ts";
import { modelSize, type ViewGrid } from "./views.ts";
import { cutWindow } from "./window.ts";

/** A study ready for the model. */
export interface StudySample {
  readonly views: readonly ViewSample[];
  /** Masks are drawn from it. */
  readonly random: RandomStream;
}

export interface ViewSample {
  readonly grid: ViewGrid;
  /** (X, Y, Z), Z fastest, 0…1. */
  readonly window: Float32Array;
}

/**
 * Draws a sample of every configured view that a study has: any of its images, any frame.
 * @param augmentation left out where the same window is wanted each time, as in validation.
 */
export async function drawSample(
  study: MaeStudy,
  source: ImageSource,
  { config, augmentation }: { readonly config: MaeConfig; readonly augmentation?: MaeAugmentation },
  random: RandomStream,
): Promise<StudySample> {
  const views: ViewSample[] = [];
  for (const grid of viewGrids(config)) {
    const images = study.images.get(grid.name);
    if (!images) continue;
    const ofView = random.fork(grid.name);
    const image = images[ofView.integer(images.length)]!;
    const { frameIndex, window } = drawFrame(source.frameCount(image), augmentation, ofView);
    views.push({ grid, window: cutWindow(await source.loadFrame(image, frameIndex, grid), grid, window) });
  }
  return { views, random };
}

/** Loads, cuts and masks the samples of a drawn batch. */
export async function makeBatch({ kind, samples }: DrawnBatch, source: ImageSource, config: MaeConfig): Promise<Batch> {
  const drawn: StudySample[] = [];
  for (const { study, random } of samples)
    drawn.push(await drawSample(study, source, { config, augmentation: config.augmentation }, random));
  return {
    kind,
    feeds: feedsOf(drawn, drawMasks(drawn, config)),
    origin: samples.map(({ study }) => keyOf(study)).join(" "),
  };
}

/** A mask for each view of samples of one kind; each sample draws its own. */
export function drawMasks(
  samples: readonly StudySample[],
  { model, maskRatio }: MaeConfig,
): ReadonlyMap<string, PatchMask> {
  const names = samples[0]!.views.map(({ grid }) => grid.name);
  const patchCounts = new Map(withViews(model, names).views.map((view) => [view.name, patchCount(model, view)]));
  const streams = samples.map(({ random }) => random);
  return randomPatchMasks(patchCounts, maskRatio, streams);
}

/** Samples of one kind as the inputs of its graph. */
export function feedsOf(samples: readonly StudySample[], masks: ReadonlyMap<string, PatchMask>): NamedTensors {
  const images = samples[0]!.views.map(({ grid }, v) => {
    const windows = samples.map(({ views }) => views[v]!.window);
    return imageFeed(grid, windows);
  });
  return new Map<string, HostTensor>([...images, ...maskFeeds(masks)]);
}

/** Windows of one view as the input of a graph, (B, 1, X, Y[, Z]). */
export function imageFeed(grid: ViewGrid, windows: readonly Float32Array[]): readonly [string, HostTensor] {
  const length = windows[0]!.length;
  const joined = new Float32Array(windows.length * length);
  for (const [b, window] of windows.entries()) joined.set(window, b * length);
  return [`image.${grid.name}`, float32([windows.length, 1, ...modelSize(grid)], joined)];
}
