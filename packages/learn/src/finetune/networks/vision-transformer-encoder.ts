/** What data and training decide of a vision transformer, beside what its configuration says. */
import type { VitConfig } from "@cmrkit/nn";
import { LearnError } from "../../errors.ts";
import { branchesOf } from "./drop-path.ts";

/** Decided elsewhere, so that the model's own configuration must not name them. */
const decided = { inChannels: "follows from the images", dropPathRate: "is network.dropPathRate" } as const;

/**
 * The encoder's configuration, complete.
 * @throws {LearnError} `bad-config` when it names what is decided elsewhere.
 */
export function encoderJson(encoder: unknown, inChannels: number, dropPathRate: number): Record<string, unknown> {
  const given: Record<string, unknown> = { ...Object(encoder) };
  for (const [name, where] of Object.entries(decided))
    if (name in given)
      throw new LearnError("bad-config", `network.model.encoder.${name} ${where}; leave it out of network.model`);
  return { ...given, inChannels, dropPathRate };
}

/** The rate rises from 0 at the first block, so a lone block drops nothing. */
export function vitBranches({ depth, dropPathRate }: VitConfig): number {
  return depth === 1 ? 0 : branchesOf(depth, dropPathRate);
}
