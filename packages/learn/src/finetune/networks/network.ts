/** A network that can be fine-tuned: how it sees a window, what it answers, and what it takes over from an encoder. */
import type { Tensor } from "@cmrkit/graph";
import type { BatchStatistic, ParameterScope, ParameterSpec, RatesOf } from "@cmrkit/nn";
import type { HostTensor } from "@cmrkit/tensor";
import type { OpenedWeights } from "../../weights/open-weights.ts";
import type { Noise, NoiseCounts } from "./noise.ts";

export interface FinetuneNetwork {
  /** As a report names it. */
  readonly title: string;
  /** Whether it answers for every voxel, or once for the image. */
  readonly answers: "voxels" | "image";
  /**
   * @param images One of each view.
   * @param noise By which parts of the network are left out, in training.
   */
  readonly forward: (scope: ParameterScope, images: OfViews, mode: Mode, noise: Noise) => Answer;
  /** What an encoder says of an image before any head, (B, F); networks without an encoder have none. */
  readonly features?: (scope: ParameterScope, image: Tensor) => Tensor;
  /** What training may leave out. */
  readonly noise: NoiseCounts;
  /** Slower learning of layers that lie deeper, where the network has an encoder. */
  readonly rates: (weightDecay: number, layerDecay: number) => RatesOf;
  /** Whether a parameter belongs to the encoder, which freezing leaves as it is. */
  readonly isEncoder: (name: string) => boolean;
  /**
   * The part of the network that a pre-trained encoder fills.
   * @throws {LearnError} `bad-checkpoint` when the file holds another encoder, `bad-config` when the network has none.
   */
  readonly takeOver: (source: OpenedWeights, specs: readonly ParameterSpec[]) => TakenOver;
}

export type Mode = "train" | "evaluate";

/** A tensor of each view, in their order. */
export type OfViews = readonly [Tensor, ...Tensor[]];

export interface Answer {
  /** (B, K, Z, Y, X), (B, K, Y, X) or (B, K), as the images ran. */
  readonly logits: OfViews;
  readonly statistics?: readonly BatchStatistic[];
}

export interface TakenOver {
  /** By the network's names. */
  readonly weights: ReadonlyMap<string, HostTensor>;
  /** For people: what was done to weights on the way. */
  readonly notes: readonly string[];
}
