/** Runs reference folders: one entry of a table for each kind of folder. */
import type { SessionOptions } from "@cmrkit/runtime";
import { type GroupComparison, isMet } from "./comparison.ts";
import { convUNetRParity } from "./convunetr.ts";
import { convViTParity } from "./convvit.ts";
import { dinoParity } from "./dino.ts";
import { maskedAutoencoderParity } from "./mae.ts";
import type { Reference } from "./reference.ts";
import { resNetParity } from "./resnet.ts";
import { trainingTrajectoryParity } from "./training-trajectory.ts";
import { unetParity } from "./unet.ts";

type ParityKind = (reference: Reference, options: SessionOptions) => Promise<GroupComparison[]>;

/** Kinds by the names of their folders. */
const kinds: readonly { readonly folders: RegExp; readonly run: ParityKind }[] = [
  { folders: /^unet[23]d$/, run: unetParity },
  { folders: /^convunetr_/, run: convUNetRParity },
  { folders: /^convvit_/, run: convViTParity },
  { folders: /^mae$/, run: maskedAutoencoderParity },
  { folders: /^dino$/, run: dinoParity },
  { folders: /^resnet50_[23]d$/, run: resNetParity },
  { folders: /^training_trajectory$/, run: trainingTrajectoryParity },
];

export type ParityStatus = "met" | "missed" | "not built yet";

export interface ParityResult {
  readonly folder: string;
  readonly status: ParityStatus;
  /** Empty where the kind is not built yet. */
  readonly groups: readonly GroupComparison[];
}

/**
 * Compares everything that a reference folder stores.
 * @throws {LearnError} `bad-config`, `bad-checkpoint` or `data-missing` when the folder does not fit its model.
 */
export async function runParity(reference: Reference, options: SessionOptions = {}): Promise<ParityResult> {
  const kind = kinds.find(({ folders }) => folders.test(reference.name));
  if (!kind) return { folder: reference.name, status: "not built yet", groups: [] };
  const groups = await kind.run(reference, options);
  return { folder: reference.name, status: groups.every(isMet) ? "met" : "missed", groups };
}
