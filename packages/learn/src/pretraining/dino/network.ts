/** The networks of a configuration as graphs: the student and teacher that train, and the teacher alone that is looked at. */
import { input } from "@cmrkit/graph";
import {
  AVERAGE,
  adamWDefaults,
  type BatchGraph,
  dinoBatchGraph,
  dinoRates,
  initialParameters,
  ParameterScope,
  stateName,
  vit,
} from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import type { HostTensor, NamedTensors, RandomStream } from "@cmrkit/tensor";
import type { TrainingProgram } from "../../training/trainer.ts";
import { backboneOf, type DinoPretrainingConfig, dinoConfigOf } from "./config.ts";

/** There is one kind of batch. */
export const DINO_KIND = "crops";

/** The graph of one batch of `batch` / `parts` images. */
export function batchGraph(config: DinoPretrainingConfig): BatchGraph {
  const { crops, optimiser } = config;
  return dinoBatchGraph(dinoConfigOf(config), {
    images: optimiser.batch / optimiser.parts,
    globalSize: [crops.global.size, crops.global.size],
    localCrops: crops.local.count,
    localSize: [crops.local.size, crops.local.size],
  });
}

export function dinoProgram(config: DinoPretrainingConfig, graph: BatchGraph): TrainingProgram {
  const { model, optimiser } = config;
  return {
    kinds: new Map([[DINO_KIND, graph]]),
    config: {
      optimiser: { ...adamWDefaults, betas: optimiser.betas },
      rates: dinoRates(model.head),
      clipEachNorm: optimiser.clipEachNorm,
      recomputes: optimiser.recompute ?? false,
      keepsAverage: true,
    },
    batchesPerUpdate: optimiser.parts,
  };
}

/** Fresh parameters; the teacher starts as a copy of the student. */
export function firstState({ specs }: BatchGraph, random: RandomStream): Map<string, HostTensor> {
  const parameters = initialParameters(specs, random);
  const averages = [...parameters].map(([name, value]) => [stateName(AVERAGE, name), value] as const);
  return new Map([...parameters, ...averages]);
}

/** What names of the backbone begin with in the state of a run. */
export const BACKBONE = "backbone.";

/** The teacher's backbone under the names of timm and DINO. */
export function teacherBackbone(state: NamedTensors): Map<string, HostTensor> {
  const prefix = stateName(AVERAGE, BACKBONE);
  const ofBackbone = [...state].filter(([name]) => name.startsWith(prefix));
  return new Map(ofBackbone.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Names of what `encoderModel` takes and gives. */
export const encoderNames = {
  /** (B, 1, Y, X). */
  image: "image",
  /** (B, E), the class token. */
  features: "features",
  /** (B, N, E), of the patches, x fastest. */
  tokens: "tokens",
  /** (B, H, gy, gx). */
  attention: "attention",
} as const;

/** The backbone alone on B images of the size of global crops; weights are inputs by their name. */
export function encoderModel(config: DinoPretrainingConfig, B: number): Uint8Array {
  const { size } = config.crops.global;
  const image = input(encoderNames.image, "float32", [B, 1, size, size]);
  const { cls, patches, clsAttention } = vit(new ParameterScope(), backboneOf(config), image);
  const { features, tokens, attention } = encoderNames;
  return emit({ [features]: cls, [tokens]: patches, [attention]: clsAttention });
}
