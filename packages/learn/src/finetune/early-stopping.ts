/** Remembers the best look at the validation patients, and when there was no better one for too long. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type NamedTensors, readSafetensors, safetensorsChunks } from "@cmrkit/tensor";
import { z } from "zod";
import { LearnError } from "../errors.ts";
import { writeFileAtomically } from "../training/atomic-file.ts";

const schema = z.object({
  runHash: z.string(),
  step: z.int(),
  value: z.number(),
  looks: z.array(z.object({ step: z.int(), value: z.number() })),
});

/** Kept beside the checkpoint, so that a resumed run stops where the unbroken one would have. */
type Memory = z.infer<typeof schema>;

export interface EarlyStopping {
  /** Tells of a look; weights of the best so far are saved. Looks of steps that were told of before are passed over. */
  look(step: number, value: number, weights: NamedTensors): void;
  readonly isOver: boolean;
  readonly best: { readonly step: number; readonly value: number } | undefined;
  /** @throws {LearnError} `data-missing` before the first look. */
  bestWeights(): NamedTensors;
}

/** @param patience looks without a better one. */
export function earlyStopping(runFolder: string, runHash: string, patience: number): EarlyStopping {
  const [memoryPath, weightsPath] = [join(runFolder, "best.json"), join(runFolder, "best.safetensors")];
  let memory = remembered(memoryPath, runHash);
  return {
    look: (step, value, weights) => {
      if (memory?.looks.some((look) => look.step === step)) return;
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
      if (!memory) return false;
      const { step: best, looks } = memory;
      return looks.filter(({ step }) => step > best).length >= patience;
    },
    get best() {
      return memory && { step: memory.step, value: memory.value };
    },
    bestWeights: () => {
      if (!memory) throw new LearnError("data-missing", `${runFolder} has no look at validation patients yet`);
      return readSafetensors(readFileSync(weightsPath)).tensors;
    },
  };
}

/** Nothing for another run's memory: its checkpoint is refused elsewhere. */
function remembered(path: string, runHash: string): Memory | undefined {
  if (!existsSync(path)) return undefined;
  const memory = schema.safeParse(parsedJson(path));
  if (!memory.success)
    throw new LearnError("bad-checkpoint", `${path} cannot be read; delete the run folder to start anew`);
  return memory.data.runHash === runHash ? memory.data : undefined;
}

/** Nothing for what is no JSON. */
function parsedJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
