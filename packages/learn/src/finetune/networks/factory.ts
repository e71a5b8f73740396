/** How a network is made from its part of a configuration. */
import type { ImageView } from "../../catalogue/image.ts";
import type { WindowGrid } from "../window-grid.ts";
import type { FinetuneNetwork } from "./network.ts";

/** A network as a configuration names it. */
export interface NetworkJson {
  /** The view whose part of a multi-view encoder is taken. */
  readonly view: Exclude<ImageView, "unknown">;
  /** Steps of stem and decoder on that view, where they are not CineMA's. */
  readonly steps: Readonly<Record<string, readonly number[]>>;
  /** Probability that a residual branch is dropped in training; 0 for networks without a transformer. */
  readonly dropPathRate: number;
  /** Probability that an element is zeroed in training; 0 for networks without dropout. */
  readonly dropoutRate: number;
  /** As the model's own configuration, without what follows from task and window. */
  readonly model: Readonly<Record<string, unknown>>;
}

/** What task and data decide. */
export interface NetworkSetting {
  readonly window: WindowGrid;
  /** Of the image. */
  readonly channels: number;
  /** K. */
  readonly outputs: number;
}

/** @throws {LearnError} `bad-config` for a model that cannot be, naming each field. */
export type NetworkFactory = (json: NetworkJson, setting: NetworkSetting) => FinetuneNetwork;
