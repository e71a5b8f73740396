/**
 * One batch of DINO: a student sees all crops of an image, a teacher, its moving average, the two global ones.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294 §3.1; facebookresearch/dino, main_dino.py.
 */
import { add, concat, input, mul, reshape, type Tensor } from "@cmrkit/graph";
import type { Shape } from "@cmrkit/tensor";
import { batchCenter, dinoLoss, featureSpread } from "../losses/dino-loss.ts";
import { koleo } from "../losses/koleo.ts";
import type { RatesOf } from "../optimisers/groups.ts";
import { ParameterScope } from "../parameters.ts";
import { scalarInput } from "../scalar-input.ts";
import { AVERAGE, type BatchGraph, stateName } from "../training-step.ts";
import { type DinoHeadConfig, dinoHead } from "./dino-head.ts";
import { type VitConfig, vit, vitDropPathInput } from "./vit.ts";

export interface DinoConfig {
  readonly backbone: VitConfig;
  readonly head: DinoHeadConfig;
  readonly studentTemperature: number;
  /** Of the centre, which follows the mean of the teacher's scores. */
  readonly centerMomentum: number;
  /** Weight in the loss of the {@link koleo} regulariser on the student's class tokens of global crops; 0 for none. */
  readonly koleoWeight: number;
}

/** Source: defaults of `DINOLoss` in main_dino.py. */
export const dinoDefaults = {
  studentTemperature: 0.1,
  centerMomentum: 0.9,
  koleoWeight: 0,
} as const satisfies Partial<DinoConfig>;

/** What one batch of crops looks like. */
export interface DinoCrops {
  /** B. */
  readonly images: number;
  /** Y, X of the two global crops. */
  readonly globalSize: readonly [number, number];
  /** Local crops of each image; 0 for none. */
  readonly localCrops: number;
  readonly localSize: readonly [number, number];
}

/** Names of what the host feeds, beside the scalars of every training step. */
export const dinoInputs = {
  /** (B, 2, C, Y, X). */
  globalCrops: "globalCrops",
  /** (B, n, C, y, x). */
  localCrops: "localCrops",
  /** (2·B, 2·depth) and (n·B, 2·depth) uniform numbers in [0, 1), where the student drops paths. */
  globalDropPath: "globalDropPath",
  localDropPath: "localDropPath",
  /** Scalars. */
  teacherTemperature: "teacherTemperature",
  weightDecay: "weightDecay",
  /** 0 while the prototypes are frozen, at the start of training, else 1. */
  lastLayerRate: "lastLayerRate",
} as const;

/** The slot of the centre, (1, K), zero at the start. */
export const DINO_CENTER = "center";

const GLOBAL_CROPS = 2;

/**
 * Loss, metrics and centre of one batch. Student parameters are `backbone.*` and `head.*`; the teacher's are their
 * moving averages `ema/…`, which start as copies and need `keepsAverage`. Metrics: `loss`, `teacherEntropy`,
 * `divergence` of the student from the teacher, `featureSpread` of the teacher's features of global crops, and `koleo`
 * where it has a weight.
 */
export function dinoBatchGraph(config: DinoConfig, crops: DinoCrops): BatchGraph {
  const student = new ParameterScope();
  const teacher = new ParameterScope(stateName(AVERAGE, ""));
  const outputs = dinoOutputs(config, crops, { student, teacher });
  const K = config.head.prototypes;
  const {
    loss: ofPairs,
    teacherEntropy,
    divergence,
  } = dinoLoss({
    student: outputs.student,
    teacher: outputs.teacher,
    center: input(DINO_CENTER, "float32", [1, K]),
    studentTemperature: config.studentTemperature,
    teacherTemperature: scalarInput(dinoInputs.teacherTemperature),
  });
  const crowding = config.koleoWeight > 0 ? koleo(outputs.studentFeatures) : undefined;
  const loss = crowding ? add(ofPairs, mul(crowding, config.koleoWeight)) : ofPairs;
  return {
    specs: [...student.specs, ...teacher.specs.filter(({ isBuffer }) => isBuffer)], // fixed positions are not averaged
    loss,
    metrics: {
      ...{ loss, teacherEntropy, divergence, featureSpread: featureSpread(outputs.teacherFeatures) },
      ...(crowding && { koleo: crowding }),
    },
    kept: student.kept,
    statistics: [
      {
        slot: DINO_CENTER,
        shape: [1, K],
        value: batchCenter(outputs.teacher),
        share: 1 - config.centerMomentum,
      },
    ],
  };
}

/** What both networks make of the crops that the host feeds. */
export interface DinoOutputs {
  /** (B, 2 + n, K), the global crops first. */
  readonly student: Tensor;
  /** (B, 2, K). */
  readonly teacher: Tensor;
  /** (B, 2, E), of the global crops. */
  readonly studentFeatures: Tensor;
  /** (2·B, E). */
  readonly teacherFeatures: Tensor;
}

export function dinoOutputs(
  { backbone, head }: DinoConfig,
  { images, globalSize, localCrops, localSize }: DinoCrops,
  scopes: { readonly student: ParameterScope; readonly teacher: ParameterScope },
): DinoOutputs {
  const cropInput = (name: string, n: number, size: readonly number[]) =>
    input(name, "float32", [images, n, backbone.inChannels, ...size]);
  const globals = cropInput(dinoInputs.globalCrops, GLOBAL_CROPS, globalSize);
  const ofGlobals = cropFeatures(scopes.student, backbone, globals, dinoInputs.globalDropPath);
  const seen = [ofGlobals];
  if (localCrops > 0) {
    const locals = cropInput(dinoInputs.localCrops, localCrops, localSize);
    seen.push(cropFeatures(scopes.student, backbone, locals, dinoInputs.localDropPath));
  }
  const ofTeacher = cropFeatures(scopes.teacher, backbone, globals);
  return {
    student: dinoHead(scopes.student.at("head"), head, concat(seen, 1)),
    teacher: dinoHead(scopes.teacher.at("head"), head, ofTeacher),
    studentFeatures: ofGlobals,
    teacherFeatures: reshape(ofTeacher, [GLOBAL_CROPS * images, backbone.embedDim]),
  };
}

/** crops (B, n, C, Y, X) → class tokens (B, n, E); paths drop where the numbers for it have a name. */
function cropFeatures(scope: ParameterScope, config: VitConfig, crops: Tensor, dropPathName?: string): Tensor {
  const [B, n, ...image] = crops.shape as readonly [number, number, ...Shape];
  const uniform = dropPathName === undefined ? undefined : vitDropPathInput(dropPathName, config, B * n);
  const { cls } = vit(scope.at("backbone"), config, reshape(crops, [B * n, ...image]), uniform);
  return reshape(cls, [B, n, config.embedDim]);
}

/**
 * Rates of DINO: biases and norms do not decay, all else by the scheduled `weightDecay`; the prototypes train while
 * `lastLayerRate` is above 0, and their lengths never where they are normalised.
 *
 * Source: `get_params_groups` and `cancel_gradients_last_layer` of facebookresearch/dino, utils.py.
 */
export function dinoRates({ normLastLayer }: DinoHeadConfig): RatesOf {
  return (name, shape) => {
    const isFixed = normLastLayer && name === "head.last_layer.weight_g";
    return {
      learningRateScale: isFixed ? 0 : 1,
      weightDecay: isFixed || shape.length <= 1 ? 0 : 1,
      weightDecayFactor: dinoInputs.weightDecay,
      ...(name.startsWith("head.last_layer.") ? { trainsWhile: dinoInputs.lastLayerRate } : {}),
    };
  };
}
