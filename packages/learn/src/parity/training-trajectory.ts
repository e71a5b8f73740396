/**
 * Parity of training itself: some clipped AdamW steps on one batch, with warm-up, cosine schedule and layer-wise rates.
 */
import {
  adamWDefaults,
  type ConvViTConfig,
  convViT,
  crossEntropy,
  layerWiseRates,
  ParameterScope,
  stateName,
  type WarmUpCosine,
  warmUpCosine,
} from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { float32, type NamedTensors } from "@cmrkit/tensor";
import { z } from "zod";
import { convViTArguments, convViTOf } from "../models/cinema-original.ts";
import { openTrainer, splitBuffers, type Trainer, type TrainingProgram } from "../training/trainer.ts";
import { compareAfter, type Positions, TRAINING_TOLERANCE } from "./after-training.ts";
import { compareGroup, type GroupComparison } from "./comparison.ts";
import { viewInputs } from "./convvit.ts";
import { expectFittingWeights, type Reference, referenceConfig, referenceInput, storedUnder } from "./reference.ts";
import { lastingElements } from "./vanishing.ts";

const schema = convViTArguments.extend({
  optimiser: z.strictObject({
    weight_decay: z.number(),
    layer_decay: z.number(),
    betas: z.tuple([z.number(), z.number()]),
    lr: z.number(),
    min_lr: z.number(),
    warmup_steps: z.int(),
    max_n_steps: z.int(),
    clip_grad: z.number(),
    label_smoothing: z.number(),
    n_steps: z.int().positive(),
  }),
  step_counts_from: z.literal(1),
});

type OptimiserArguments = z.infer<typeof schema>["optimiser"];

/**
 * Groups `loss`, `grad_norm` (before clipping), `lr` (before layer-wise scaling) and `after.*`.
 * Elements whose first gradient vanishes are left out of `after.*`, and their number is told.
 */
export async function trainingTrajectoryParity(
  reference: Reference,
  options: SessionOptions,
): Promise<GroupComparison[]> {
  const { optimiser, ...original } = referenceConfig(reference, schema);
  const { program, specs } = trajectoryProgram(reference, convViTOf(original), optimiser);
  expectFittingWeights(reference, specs);
  const { initial, constants } = splitBuffers(specs, reference.weights);
  const trainer = openTrainer(program, initial, { session: options, constants });
  try {
    const { series, lasting } = await train(trainer, reference.io, optimiser);
    const ofSeries = [...storedUnder(reference, "out.")].map(([name, stored]) =>
      compareGroup(`out.${name}`, series, new Map([[name, stored]]), { tolerance: TRAINING_TOLERANCE }),
    );
    const after = new Map([...constants, ...trainer.state]);
    return [...ofSeries, compareAfter("after.*", after, storedUnder(reference, "after."), lasting)];
  } finally {
    await trainer.dispose();
  }
}

const BATCH = "labelled images";

function trajectoryProgram(reference: Reference, config: ConvViTConfig, optimiser: OptimiserArguments) {
  const scope = new ParameterScope();
  const logits = convViT(scope, config, viewInputs(reference, config, "in.image"));
  const loss = crossEntropy(logits, referenceInput(reference, "in.label"), optimiser.label_smoothing);
  const program: TrainingProgram = {
    kinds: new Map([[BATCH, { specs: scope.specs, loss, metrics: { loss } }]]),
    config: {
      optimiser: { ...adamWDefaults, betas: optimiser.betas },
      rates: layerWiseRates(optimiser.weight_decay, optimiser.layer_decay, config.transformer.depth),
      clipNorm: optimiser.clip_grad,
    },
    batchesPerUpdate: 1,
  };
  return { program, specs: scope.specs };
}

interface Trajectory {
  /** Each quantity as one vector over steps, under its stored name. */
  readonly series: NamedTensors;
  /** Elements of parameters whose first gradient does not vanish. */
  readonly lasting: Positions;
}

/** Repeats the batch for all steps. */
async function train(trainer: Trainer, feeds: NamedTensors, optimiser: OptimiserArguments): Promise<Trajectory> {
  const rows: { loss: number; grad_norm: number; lr: number }[] = [];
  let lasting: Positions = new Map();
  for (let step = 1; step <= optimiser.n_steps; step++) {
    const lr = warmUpCosine(scheduleOf(optimiser), step);
    const { loss, gradientNorm } = await trainer.update([{ kind: BATCH, feeds }], { learningRate: lr, step });
    rows.push({ loss: loss!, grad_norm: gradientNorm!, lr });
    if (step === 1) lasting = lastingElements(firstMoments(trainer.state));
  }
  const vector = (name: keyof (typeof rows)[number]) =>
    [
      name,
      float32(
        [rows.length],
        rows.map((row) => row[name]),
      ),
    ] as const;
  return { series: new Map([vector("loss"), vector("grad_norm"), vector("lr")]), lasting };
}

/** By the name of their parameter; after one step they are 1 − β₁ times the clipped gradient. */
function firstMoments(state: NamedTensors): NamedTensors {
  const prefix = stateName("exp_avg", "");
  return new Map(
    [...state].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

function scheduleOf({ lr, min_lr, warmup_steps, max_n_steps }: OptimiserArguments): WarmUpCosine {
  return { peak: lr, final: min_lr, warmUpSteps: warmup_steps, totalSteps: max_n_steps };
}
