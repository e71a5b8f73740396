/** Freezing is of an encoder: where there is none, nothing would be frozen, and nobody told. */
import type { ParameterSpec } from "@cmrkit/nn";
import { LearnError } from "../errors.ts";
import type { FinetuneNetwork } from "./networks/network.ts";

/** @throws {LearnError} `bad-config` when a network has no encoder to be left as it is. */
export function requireEncoder({ isEncoder, title }: FinetuneNetwork, specs: readonly ParameterSpec[]): void {
  if (specs.some(({ name }) => isEncoder(name))) return;
  throw new LearnError(
    "bad-config",
    `a ${title} has no encoder to freeze; let all of it learn, or take another network`,
  );
}
