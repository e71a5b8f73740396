/** The graph inputs of a masked autoencoder and what the host feeds them. */
import { input, type Tensor } from "@cmrkit/graph";
import { elementCount, type HostTensor } from "@cmrkit/tensor";
import type { DropPath } from "../../layers/transformer.ts";
import type { PatchIndices } from "../masked-autoencoder.ts";
import type { CinemaEncoderConfig } from "./encoder.ts";
import { type PatchMask, visibleCount } from "./patch-masks.ts";
import { type CinemaView, levelSizes, type ViewTensors } from "./view.ts";

/** How many tokens an image of the configured size makes. */
export function patchCount({ convChannels }: CinemaEncoderConfig, view: CinemaView): number {
  return elementCount(levelSizes(view, view.imageSize, convChannels.length).at(-1)!);
}

/** Inputs `image.<view>` (B, inChannels, X, Y[, Z]) of the configured sizes. */
export function imageInputs(config: CinemaEncoderConfig, B: number): ViewTensors {
  return Object.fromEntries(
    config.views.map(({ name, inChannels, imageSize }) => [
      name,
      input(`image.${name}`, "float32", [B, inChannels, ...imageSize]),
    ]),
  );
}

/** Drop path that the host feeds: input `dropPath` (2·depth, B) of numbers in [0, 1). */
export function cinemaDropPath({ transformer }: CinemaEncoderConfig, B: number, rate: number): DropPath {
  return { rate, uniform: input("dropPath", "float32", [2 * transformer.depth, B]) };
}

/** Inputs `visible.<view>` (B, Nv) and `masked.<view>` (B, Nm), int64, for a mask ratio. */
export function maskInputs(config: CinemaEncoderConfig, B: number, maskRatio: number): PatchIndices {
  const ofViews = (prefix: string, count: (N: number) => number): Record<string, Tensor> =>
    Object.fromEntries(
      config.views.map((view) => {
        const shape = [B, count(patchCount(config, view))];
        return [view.name, input(`${prefix}.${view.name}`, "int64", shape)];
      }),
    );
  return {
    visible: ofViews("visible", (N) => visibleCount(N, maskRatio)),
    masked: ofViews("masked", (N) => N - visibleCount(N, maskRatio)),
  };
}

/** What `maskInputs` are fed. */
export function maskFeeds(masks: ReadonlyMap<string, PatchMask>): Map<string, HostTensor> {
  return new Map(
    [...masks].flatMap(([view, { visible, masked }]) => [
      [`visible.${view}`, visible],
      [`masked.${view}`, masked],
    ]),
  );
}

/** A configuration of the named views only, over the same parameters. */
export function withViews<C extends CinemaEncoderConfig>(config: C, names: readonly string[]): C {
  return { ...config, views: config.views.filter(({ name }) => names.includes(name)) };
}
