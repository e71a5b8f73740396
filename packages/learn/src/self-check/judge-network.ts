/** The judge of outlines as graphs: one that trains, one that judges. */
import { input, sigmoid, type Tensor } from "@cmrkit/graph";
import { binaryCrossEntropy, ParameterScope, type ParameterSpec, patchUNet, uniformRates } from "@cmrkit/nn";
import { emit } from "@cmrkit/onnx";
import { VIEW_CHANNELS, VIEW_SIZE } from "@cmrkit/study";
import type { TrainingProgram } from "../training/trainer.ts";
import type { JudgeConfig } from "./judge-config.ts";

/** The one kind of batch. */
export const VIEWS = "views";

function logitsOf({ network }: JudgeConfig, B: number): { readonly scope: ParameterScope; readonly logits: Tensor } {
  const scope = new ParameterScope();
  const view = input("view", "float32", [B, VIEW_CHANNELS, VIEW_SIZE, VIEW_SIZE]);
  return { scope, logits: patchUNet(scope, { ...network, inChannels: VIEW_CHANNELS, outChannels: 1 }, view) };
}

export function judgeProgram(config: JudgeConfig): {
  readonly specs: readonly ParameterSpec[];
  readonly program: TrainingProgram;
} {
  const { optimiser, batches } = config;
  const B = batches.hearts * batches.slicesPerHeart;
  const { scope, logits } = logitsOf(config, B);
  const wrong = input("wrong", "float32", [B, 1, VIEW_SIZE, VIEW_SIZE]);
  const loss = binaryCrossEntropy(logits, wrong);
  const program: TrainingProgram = {
    kinds: new Map([[VIEWS, { specs: scope.specs, loss, metrics: { loss } }]]),
    config: {
      optimiser: { betas: optimiser.betas, epsilon: 1e-8 },
      rates: uniformRates(optimiser.weightDecay),
      clipNorm: optimiser.clipNorm,
      keepsAverage: true,
    },
    batchesPerUpdate: 1,
  };
  return { specs: scope.specs, program };
}

/** `view` (B, …) → `wrong` (B, 1, VIEW_SIZE, VIEW_SIZE) in 0 … 1. Its weights are inputs by name. */
export function judgeModel(config: JudgeConfig, B: number): Uint8Array {
  return emit({ wrong: sigmoid(logitsOf(config, B).logits) });
}
