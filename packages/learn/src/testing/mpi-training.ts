/**
 * A process of a small training run, alone or one of many:
 * `[mpirun -n N] node mpi-training.ts '{"runFolder": …, "steps": …, …}'`
 */
import { gelu, input, mul, reduceMean, sub } from "@cmrkit/graph";
import { adamWDefaults, initialParameters, linear, ParameterScope, uniformRates } from "@cmrkit/nn";
import { float32, randomStream } from "@cmrkit/tensor";
import { openMpi } from "../parallel/open-mpi.ts";
import { alone } from "../training/communicator.ts";
import { runTraining } from "../training/loop.ts";
import type { Batch, TrainingProgram } from "../training/trainer.ts";

export interface SmallRun {
  readonly runFolder: string;
  readonly steps: number;
  readonly samplesPerProcess: number;
  /** The process of this rank kills itself when it is to make the batch of this step. */
  readonly kill?: { readonly rank: number; readonly step: number };
  /** Run hashes by rank, where they differ. */
  readonly runHashes?: readonly string[];
}

const SEED = 2026;
const FEATURES = 6;

/** A perceptron with one hidden layer that learns the sine of a sum. */
function program(B: number): TrainingProgram {
  const scope = new ParameterScope();
  const [x, y] = [input("x", "float32", [B, FEATURES]), input("y", "float32", [B, 1])];
  const error = sub(linear(scope.at("out"), gelu(linear(scope.at("in"), x, 16)), 1), y);
  const loss = reduceMean(mul(error, error));
  const config = { optimiser: adamWDefaults, rates: uniformRates(0.05), clipNorm: 1, keepsAverage: true };
  return { kinds: new Map([["sines", { specs: scope.specs, loss, metrics: { loss } }]]), config, batchesPerUpdate: 1 };
}

/** Samples `first` … of the batch of a step, each from a stream of its own. */
function batch(step: number, first: number, count: number): Batch {
  const stream = randomStream(SEED).fork("step").fork(step);
  const samples = Array.from({ length: count }, (_, i) => {
    const random = stream.fork(first + i);
    return Array.from({ length: FEATURES }, () => random.normal());
  });
  const targets = samples.map((sample) => Math.sin(sample.reduce((sum, value) => sum + value, 0)));
  const feeds = { x: float32([count, FEATURES], samples.flat()), y: float32([count, 1], targets) };
  return { kind: "sines", feeds: new Map(Object.entries(feeds)) };
}

async function train({ runFolder, steps, samplesPerProcess: B, kill, runHashes }: SmallRun): Promise<void> {
  const job = process.env.OMPI_COMM_WORLD_SIZE === undefined ? undefined : await openMpi();
  const communicator = job ?? alone;
  const { rank } = communicator;
  const training = program(B);
  try {
    await runTraining({
      runFolder,
      runHash: runHashes?.[rank] ?? "small",
      steps,
      program: training,
      firstState: () => initialParameters(training.kinds.get("sines")!.specs, randomStream(SEED)),
      batches: async (step) => {
        if (kill?.rank === rank && kill.step === step) process.kill(process.pid, "SIGKILL");
        return [batch(step, rank * B, B)];
      },
      scalars: () => ({ learningRate: 0.01, emaDecay: 0.9 }),
      checkpointEvery: 4,
      session: { threads: 1 },
      communicator,
    });
    job?.dispose();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    job?.abort(1);
  }
}

await train(JSON.parse(process.argv[2]!) as SmallRun);
