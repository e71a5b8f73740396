/**
 * DINO's loss: every crop that the student sees is to get the prototypes that the teacher gives to the image's global
 * crops.
 *
 * Source: Caron et al. 2021, arXiv:2104.14294 §3.1; `DINOLoss` of facebookresearch/dino, main_dino.py.
 */
import {
  constant,
  div,
  exp,
  logSoftmax,
  matMul,
  mul,
  neg,
  reduceMean,
  reduceSum,
  sqrt,
  stopGradient,
  sub,
  type Tensor,
} from "@cmrkit/graph";
import { float32, ShapeError, showShape } from "@cmrkit/tensor";
import { l2Normalised } from "../layers/l2-normalisation.ts";

export interface DinoLossInputs {
  /** Scores (B, V, K) of all V crops; the first G are the global ones, in the teacher's order. */
  readonly student: Tensor;
  /** Scores (B, G, K) of the global crops. */
  readonly teacher: Tensor;
  /** (1, K), subtracted from the teacher's scores lest one prototype take all. */
  readonly center: Tensor;
  readonly studentTemperature: number;
  /** Below the student's, lest all prototypes be equal. */
  readonly teacherTemperature: Tensor;
}

export interface DinoLoss {
  /** Mean cross entropy of pairs of a global crop of the teacher and another crop of the student. */
  readonly loss: Tensor;
  /** Mean entropy of what the teacher says of a crop: 0 or log K for long means collapse. */
  readonly teacherEntropy: Tensor;
  /** Mean divergence of the student from the teacher over the same pairs: 0 for long means that nothing is learnt. */
  readonly divergence: Tensor;
}

/**
 * No gradient passes to the teacher.
 * @throws {ShapeError} when the student has no crop that the teacher has not, or batches or prototypes differ.
 */
export function dinoLoss(inputs: DinoLossInputs): DinoLoss {
  const { student, teacher, center, studentTemperature, teacherTemperature } = inputs;
  const [B, V, K] = student.shape as readonly [number, number, number];
  const G = teacher.shape[1]!;
  if (teacher.shape[0] !== B || teacher.shape[2] !== K || V < Math.max(G, 2))
    throw new ShapeError(
      `DINO's loss needs a student (B, V, K) that saw the teacher's (B, G, K) crops and one other at least; got ${showShape(student.shape)} and ${showShape(teacher.shape)}`,
    );
  const logTarget = logSoftmax(div(sub(stopGradient(teacher), center), teacherTemperature));
  const target = exp(logTarget);
  const logProbability = logSoftmax(mul(student, 1 / studentTemperature));
  const agreement = matMul(target, logProbability, { transB: true }); // (B, G, V): Σ_k q·log p of every pair
  const loss = neg(div(reduceSum(mul(agreement, otherCrops(G, V))), B * G * (V - 1)));
  const teacherEntropy = neg(reduceMean(reduceSum(mul(target, logTarget), { axes: [-1] })));
  return { loss, teacherEntropy, divergence: sub(loss, teacherEntropy) };
}

/** (G, V): 1 where the two crops differ. */
function otherCrops(G: number, V: number): Tensor {
  const pairs = Array.from({ length: G * V }, (_, i) => Number(Math.floor(i / V) !== i % V));
  return constant(float32([G, V], pairs));
}

/** The mean score of each prototype over a batch, (1, K), from the teacher's scores (B, G, K). */
export function batchCenter(teacher: Tensor): Tensor {
  return reduceMean(reduceMean(teacher, { axes: [1] }), { axes: [0], keepdims: true });
}

/**
 * How far features spread in direction: √E times the mean over channels of the deviation over samples of features of
 * unit length. Near 1 when directions fill the sphere evenly, 0 when all samples look alike: collapse.
 *
 * Source: Chen & He 2021, arXiv:2011.10566 §4.1.
 * @param features (B, E).
 */
export function featureSpread(features: Tensor): Tensor {
  const directions = l2Normalised(features);
  const centred = sub(directions, reduceMean(directions, { axes: [0], keepdims: true }));
  const deviations = sqrt(reduceMean(mul(centred, centred), { axes: [0] }));
  return mul(reduceMean(deviations), Math.sqrt(features.shape[1]!));
}
