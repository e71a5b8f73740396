/** What is known of a model from the names and shapes of its weights. */
import type { ParameterSpec } from "@cmrkit/nn";
import type { TensorShapes } from "../tensor-shapes.ts";

export const familyNames = [
  "cinema-mae",
  "cinema-convvit",
  "cinema-convunetr",
  "cinema-encoder",
  "image-check",
  "dino",
  "vit",
  "unet",
  "resnet",
  "patch-unet",
] as const;

export type FamilyName = (typeof familyNames)[number];

/** A line for people: what it is about, and what is the case. */
export type Fact = readonly [label: string, text: string];

export interface RecognisedModel {
  readonly family: FamilyName;
  /** For people, as in "CineMA masked autoencoder". */
  readonly title: string;
  /** The size by its published name, where it has one. */
  readonly variant: string | undefined;
  readonly views: readonly string[];
  /**
   * What builds the model: constructor arguments under the original's names for CineMA's models, the configuration of
   * this house for others. What `undetermined` names is missing or a guess.
   */
  readonly config: Readonly<Record<string, unknown>>;
  /** What neither names nor shapes tell, by its path in `config`. */
  readonly undetermined: readonly string[];
  readonly facts: readonly Fact[];
  /** Every parameter and buffer that the model has. */
  readonly specs: readonly ParameterSpec[];
  /** Names whose shape the undetermined parts decide; they are taken as the file has them. */
  readonly isFree: (name: string) => boolean;
  /** Names that such files hold beside the model's own, and that inference does not need. */
  readonly isIdle: (name: string) => boolean;
}

/** One kind of model: whether some weights are of it, and which. */
export interface Family {
  /** @returns `undefined` when the weights are of another family. */
  readonly recognise: (shapes: TensorShapes, hints: Hints) => RecognisedModel | undefined;
}

/** What shapes may leave open and a configuration beside the weights may tell. */
export interface Hints {
  readonly imageSizes?: Readonly<Record<string, readonly number[]>> | undefined;
  readonly encoderHeads?: number | undefined;
  readonly decoderHeads?: number | undefined;
  readonly frames?: number | undefined;
  /** Y, X of a vision transformer. */
  readonly imageSize?: readonly [number, number] | undefined;
}

export const never = (): boolean => false;

/** 192 × 192 × 16. */
export function times(sizes: readonly number[]): string {
  return sizes.join(" × ");
}

/** 1 block, 12 blocks. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
