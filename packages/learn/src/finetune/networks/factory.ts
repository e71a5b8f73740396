/** How a network is made from its part of a configuration. */
import type { FinetuneNetwork } from "./network.ts";
import type { NetworkViews } from "./network-views.ts";

/** A network as a configuration names it. */
export interface NetworkJson {
  /** Probability that a residual branch is dropped in training; 0 for networks without a transformer. */
  readonly dropPathRate: number;
  /** Probability that an element is zeroed in training; 0 for networks without dropout. */
  readonly dropoutRate: number;
  /** As the model's own configuration, without what follows from task and window. */
  readonly model: Readonly<Record<string, unknown>>;
}

/** What task and data decide. */
export interface NetworkSetting {
  /** One, but for networks that see several together. */
  readonly views: NetworkViews;
  /** Of each image. */
  readonly channels: number;
  /** K. */
  readonly outputs: number;
}

/** @throws {LearnError} `bad-config` for a model that cannot be, naming each field. */
export type NetworkFactory = (json: NetworkJson, setting: NetworkSetting) => FinetuneNetwork;
