/** Training the judge of outlines on experts' outlines and damage done to them. */
import { createHash } from "node:crypto";
import { initialParameters, warmUpCosine } from "@cmrkit/nn";
import type { SessionOptions } from "@cmrkit/runtime";
import { type NamedTensors, randomStream } from "@cmrkit/tensor";
import { averageDecay, averagedWeights, withAverages } from "../training/averaged-weights.ts";
import { runTraining, type TrainingProgress } from "../training/loop.ts";
import type { Batch } from "../training/trainer.ts";
import { judgeBatch } from "./judge-batches.ts";
import type { JudgeConfig } from "./judge-config.ts";
import { judgeProgram, VIEWS } from "./judge-network.ts";
import { type JudgedHeart, learntBox } from "./judged-heart.ts";

export interface JudgeRun {
  readonly hearts: readonly JudgedHeart[];
  readonly config: JudgeConfig;
  /** Receives the checkpoint; a run found there goes on. */
  readonly runFolder: string;
  readonly session?: SessionOptions;
  readonly onUpdate?: (progress: TrainingProgress) => void;
  readonly shouldStop?: () => boolean;
}

/** The averaged weights by name, and the updates made: fewer than configured where the run was stopped. */
export async function trainJudge({ hearts, config, runFolder, ...rest }: JudgeRun): Promise<{
  readonly weights: NamedTensors;
  readonly step: number;
}> {
  const { specs, program } = judgeProgram(config);
  const random = randomStream(config.seed);
  const boxes = hearts.map(learntBox);
  const { state, step } = await runTraining({
    runFolder,
    runHash: hashOf({ config, hearts: hearts.map(({ id }) => id) }),
    steps: config.optimiser.steps,
    program,
    firstState: () => withAverages(initialParameters(specs, random.fork("parameters"))),
    batches: preparedAhead((at) => {
      const feeds = judgeBatch(boxes, config.batches, random.fork("batches").fork(at));
      return [{ kind: VIEWS, feeds }];
    }),
    scalars: (at) => scalarsOf(config, at),
    checkpointEvery: 200,
    ...rest,
  });
  return { weights: averagedWeights(specs, state), step };
}

/** Makes the batch of an update while the one before it is at work. */
function preparedAhead(make: (step: number) => readonly Batch[]): (step: number) => Promise<readonly Batch[]> {
  let ahead: { readonly step: number; readonly batches: readonly Batch[] } | undefined;
  return async (step) => {
    const batches = ahead?.step === step ? ahead.batches : make(step);
    setImmediate(() => {
      ahead = { step: step + 1, batches: make(step + 1) };
    });
    return batches;
  };
}

function scalarsOf({ optimiser }: JudgeConfig, step: number) {
  const { learningRate: peak, finalLearningRate: final, warmUpSteps, steps: totalSteps, emaDecay } = optimiser;
  return {
    learningRate: warmUpCosine({ peak, final, warmUpSteps, totalSteps }, step),
    emaDecay: averageDecay(emaDecay, step),
  };
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
