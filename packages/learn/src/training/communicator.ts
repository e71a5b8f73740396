/** How the processes of one training run speak with each other. */
import { createHash } from "node:crypto";
import { LearnError } from "../errors.ts";

export interface Communicator {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  readonly size: number;
  /** Replaces every number by its mean over all processes, which must call this with arrays of the same lengths. */
  averageInPlace(values: readonly Float32Array[]): Promise<void>;
  /** Replaces the bytes by those of process 0; all processes must call this with as many. */
  broadcastInPlace(bytes: Uint8Array): Promise<void>;
  dispose(): void;
}

/** A run of one process. */
export const alone: Communicator = {
  rank: 0,
  size: 1,
  averageInPlace: () => Promise.resolve(),
  broadcastInPlace: () => Promise.resolve(),
  dispose: () => {},
};

/**
 * Makes sure that all processes are about to do the same, before they begin.
 * @param fact What must be equal: a hash of the configuration, the step to go on from.
 * @throws {LearnError} `processes-differ` in every process that differs from process 0, saying `advice`.
 */
export async function assertSameEverywhere(
  communicator: Communicator,
  { fact, advice }: { readonly fact: string; readonly advice: string },
): Promise<void> {
  const own = createHash("sha256").update(fact).digest();
  const first = Uint8Array.from(own);
  await communicator.broadcastInPlace(first);
  if (own.equals(first)) return;
  throw new LearnError("processes-differ", `process ${communicator.rank} has ${fact}, process 0 has not: ${advice}`);
}
