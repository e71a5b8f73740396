/** Remembers the best look at the validation patients, and when there was no better one for too long. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type NamedTensors, safetensorsChunks } from "@cmrkit/tensor";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";
import { readTensors } from "../weights/read-tensors.ts";
import { readSavedJson } from "./saved-json.ts";

const schema = z.object({
  runHash: z.string(),
  step: z.int(),
  value: z.number(),
  looks: z.array(z.object({ step: z.int(), value: z.number() })),
});

const ADVICE = "delete the run folder to start anew";

/** Kept beside the checkpoint, so that a resumed run stops where the unbroken one would have. */
type Memory = z.infer<typeof schema>;

export interface EarlyStopping {
  /**
   * Tells of a look; weights of the best so far are saved. Looks of steps that were told of before are passed over.
   * @throws {LearnError} `diverged` for a value that is no number: no look could be better or worse than it.
   */
  look(step: number, value: number, weights: NamedTensors): void;
  readonly isOver: boolean;
  readonly best: { readonly step: number; readonly value: number } | undefined;
  /** @throws {LearnError} `data-missing` before the first look, `bad-checkpoint` when the file of weights is gone or broken. */
  bestWeights(): NamedTensors;
}

export interface Patience {
  /** Looks without a better one. */
  readonly patience: number;
  /** By how much a look must pass the last that was better, to be better. */
  readonly minDelta: number;
}

export function earlyStopping(runFolder: string, runHash: string, patience: Patience): EarlyStopping {
  const [memoryPath, weightsPath] = [join(runFolder, "best.json"), join(runFolder, "best.safetensors")];
  let memory = remembered(memoryPath, runHash);
  return {
    look: (step, value, weights) => {
      if (memory?.looks.some((look) => look.step === step)) return;
      if (!Number.isFinite(value)) throw diverged(step, value);
      const isBetter = memory === undefined || value > memory.value;
      const looks = [...(memory?.looks ?? []), { step, value }];
      if (isBetter) writeFileAtomically(weightsPath, safetensorsChunks(weights));
      memory = {
        runHash,
        ...(isBetter || !memory ? { step, value } : { step: memory.step, value: memory.value }),
        looks,
      };
      writeFileAtomically(memoryPath, `${JSON.stringify(memory, null, 2)}\n`);
    },
    get isOver() {
      return memory !== undefined && looksInVain(memory.looks, patience.minDelta) >= patience.patience;
    },
    get best() {
      return memory && { step: memory.step, value: memory.value };
    },
    bestWeights: () => {
      if (!memory) throw new LearnError("data-missing", `${runFolder} has no look at validation patients yet`);
      return savedWeights(weightsPath);
    },
  };
}

/** How many looks there were since the last that was better by enough. */
function looksInVain(looks: Memory["looks"], minDelta: number): number {
  let [better, since] = [Number.NEGATIVE_INFINITY, 0];
  for (const { value } of looks) {
    since = value > better + minDelta ? 0 : since + 1;
    if (since === 0) better = value;
  }
  return since;
}

function diverged(step: number, value: number): LearnError {
  return new LearnError(
    "diverged",
    `the score of validation at step ${step} is ${value}; see that the validation patients have what is learnt, or lower the learning rate`,
  );
}

function savedWeights(path: string): NamedTensors {
  try {
    return readTensors(path).tensors;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LearnError("bad-checkpoint", `${why}; ${ADVICE}`);
  }
}

/** Nothing for another run's memory: its checkpoint is refused elsewhere. */
function remembered(path: string, runHash: string): Memory | undefined {
  if (!existsSync(path)) return undefined;
  const memory = readSavedJson(path, schema, ADVICE);
  return memory.runHash === runHash ? memory : undefined;
}
