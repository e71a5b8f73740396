/** Fine-tuning: from labelled patients and an encoder to a model that answers. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { initialParameters, type ParameterSpec, warmUpCosine } from "@cmrkit/nn";
import { openSession, type SessionOptions } from "@cmrkit/runtime";
import { type HostTensor, type NamedTensors, randomStream, writeSafetensors } from "@cmrkit/tensor";
import type { PatientCount } from "../datasets/patient-count.ts";
import type { PatientSplit } from "../datasets/patient-split.ts";
import { runTraining, type TrainingProgress } from "../training/loop.ts";
import { splitBuffers } from "../training/trainer.ts";
import { openWeights } from "../weights/open-weights.ts";
import type { FinetuneConfig } from "./config.ts";
import { type EarlyStopping, earlyStopping } from "./early-stopping.ts";
import type { Example } from "./examples.ts";
import { learnableExamples } from "./learnable-examples.ts";
import { modelOf } from "./model.ts";
import { type FinetunePlan, finetunePlan } from "./plan.ts";
import type { Predictor } from "./predict.ts";
import { finetuneProgram, type Learning, type Model, parametersOf, predictionModel, WINDOWS } from "./program.ts";
import { type Sample, sampleBatches, samplesOf, type Target } from "./samples.ts";
import { targetStatistics } from "./target-statistics.ts";
import type { TargetStatistics } from "./tasks/regression.ts";
import { validate } from "./validation.ts";

export interface FinetuneRun {
  readonly dataFolder: string;
  /** Receives `checkpoint.safetensors`, `best.safetensors` and `best.json`. */
  readonly runFolder: string;
  readonly config: FinetuneConfig;
  /** Weight file of a pre-trained encoder, or none for fresh weights. */
  readonly encoder?: string;
  readonly labels?: PatientCount;
  readonly split?: PatientSplit;
  readonly freezes?: boolean;
  readonly session?: SessionOptions;
  readonly shouldStop?: () => boolean;
  readonly onPlan?: (plan: FinetunePlan) => void;
  readonly onUpdate?: (progress: TrainingProgress) => void;
  /** Told in one line of reading, encoder and validation. */
  readonly onNote?: (text: string) => void;
}

export interface Finetuned {
  readonly plan: FinetunePlan;
  readonly model: Model;
  /** Of the regression, from the training patients. */
  readonly statistics: TargetStatistics | undefined;
  /** Updates made; fewer than planned when validation stopped improving, or when the run was stopped. */
  readonly step: number;
  /** Whether nothing is left to do; the same run goes on where it is false. */
  readonly isDone: boolean;
  /** The best look at the validation patients, and the weights then; absent before the first. */
  readonly best?: { readonly step: number; readonly value: number; readonly weights: NamedTensors };
}

/**
 * Trains, or goes on from the checkpoint in the run folder, until the last step or until validation stops improving.
 * @throws {LearnError} for data, splits, encoders or checkpoints that do not fit, before training starts; `diverged`.
 */
export async function finetune(run: FinetuneRun): Promise<Finetuned> {
  const { config, runFolder, session = {}, onNote = () => {} } = run;
  const plan = finetunePlan(config, run.dataFolder, run);
  mkdirSync(runFolder, { recursive: true });
  run.onPlan?.(plan);
  const training = await learnableExamples(plan.training, config, onNote);
  const validation = await learnableExamples(plan.validation, config, onNote);
  const statistics = config.task.kind === "regression" ? targetStatistics(training, config.task.targets) : undefined;
  const model = modelOf(config, training[0]!.image.size[0], statistics);
  const specs = parametersOf(model);
  const start = await startingWeights(model, specs, config, run.encoder);
  for (const note of start.notes) onNote(note);
  const learning = learningOf(config, run.freezes ?? false);
  const { initial, constants } = slotsAndConstants(model, learning, start.weights);
  const runHash = hashOf({ config, split: plan.split.sha256, labelled: plan.labelled, learning, origin: start.sha256 });
  const stopping = earlyStopping(runFolder, runHash, config.patience);
  const batches = sampleBatches(
    training.flatMap((each) => samplesFrom(each, config, statistics)),
    {
      batch: learning.batch,
      window: config.window,
      augmentation: config.augmentation,
    },
    randomStream(config.seed).fork("batches"),
  );
  const prediction = await openSession(predictionModel(model, learning.batch), session);
  try {
    const { step } = await runTraining({
      runFolder,
      runHash,
      steps: config.optimiser.steps,
      program: finetuneProgram(model, learning),
      firstState: () => initial,
      constants,
      batches: (at) => Promise.resolve([{ kind: WINDOWS, ...batches.batch(at) }]),
      scalars: (at) => ({ learningRate: learningRateAt(config, at) }),
      checkpointEvery: config.every.checkpoint,
      hooks: [
        {
          every: config.every.validation,
          run: async (state, at) => {
            const weights = weightsOf(specs, state, constants);
            const predictor: Predictor = { session: prediction, weights, batch: learning.batch, window: config.window };
            const { name, value } = await validate(config.task, validation, predictor, statistics);
            stopping.look(at, value, weights);
            onNote(`step ${at}: ${name} ${value.toFixed(4)}${bestNote(stopping, at)}`);
          },
        },
      ],
      shouldStop: () => stopping.isOver || (run.shouldStop?.() ?? false),
      session,
      ...(run.onUpdate && { onUpdate: run.onUpdate }),
    });
    const isDone = step === config.optimiser.steps || stopping.isOver;
    const best = stopping.best && { ...stopping.best, weights: stopping.bestWeights() };
    return { plan, model, statistics, step, isDone, ...(best && { best }) };
  } finally {
    await prediction.dispose();
  }
}

function bestNote({ best }: EarlyStopping, step: number): string {
  return best?.step === step ? ", the best so far" : `, best ${best?.value.toFixed(4)} at step ${best?.step}`;
}

function samplesFrom(
  { caseId, name, image, truth }: Example,
  { window }: FinetuneConfig,
  statistics: TargetStatistics | undefined,
): Sample[] {
  return samplesOf(image, `${caseId} ${name}`, targetOf(truth, statistics), window);
}

function targetOf(truth: Example["truth"], statistics: TargetStatistics | undefined): Target {
  if (truth.kind !== "values" || !statistics) return truth;
  const values = truth.values.map((value, k) => (value - statistics.mean[k]!) / statistics.deviation[k]!);
  return { kind: "values", values };
}

function learningOf({ optimiser }: FinetuneConfig, freezes: boolean): Learning {
  const { batch, betas, weightDecay, layerDecay, clipNorm } = optimiser;
  return { batch, betas, weightDecay, layerDecay, clipNorm, freezes };
}

/** What training changes, running statistics of batches among it, and what it only reads: frozen parameters. */
function slotsAndConstants(model: Model, learning: Learning, weights: NamedTensors) {
  const { specs, statistics = [] } = finetuneProgram(model, learning).kinds.get(WINDOWS)!;
  const { initial, constants } = splitBuffers(specs, weights);
  for (const { slot } of statistics) {
    initial.set(slot, weights.get(slot)!);
    constants.delete(slot);
  }
  return { initial, constants };
}

interface StartingWeights {
  readonly weights: NamedTensors;
  readonly notes: readonly string[];
  /** Of the encoder's tensors. */
  readonly sha256: string | undefined;
}

async function startingWeights(
  { network }: Model,
  specs: readonly ParameterSpec[],
  { seed }: FinetuneConfig,
  encoder: string | undefined,
): Promise<StartingWeights> {
  const fresh = initialParameters(specs, randomStream(seed).fork("parameters"));
  if (encoder === undefined) return { weights: fresh, notes: ["fresh weights"], sha256: undefined };
  const source = await openWeights(encoder);
  try {
    const { weights, notes } = network.takeOver(source, specs);
    const sha256 = createHash("sha256").update(writeSafetensors(weights)).digest("hex");
    const taken = `${weights.size} of ${specs.length} tensors from ${encoder}, the rest fresh`;
    return { weights: new Map([...fresh, ...weights]), notes: [taken, ...notes], sha256 };
  } finally {
    source.close();
  }
}

function weightsOf(specs: readonly ParameterSpec[], state: NamedTensors, constants: NamedTensors) {
  return new Map<string, HostTensor>(specs.map(({ name }) => [name, (state.get(name) ?? constants.get(name))!]));
}

function learningRateAt({ optimiser }: FinetuneConfig, step: number): number {
  const { learningRate, finalLearningRate, warmUpSteps, steps } = optimiser;
  return warmUpCosine({ peak: learningRate, final: finalLearningRate, warmUpSteps, totalSteps: steps }, step);
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
