/** What training leaves out at random, and how many numbers in [0, 1) each sample is fed to decide it. */
import type { Tensor } from "@cmrkit/graph";

/** Inputs of the training graph, by the name of what they decide. */
export type NoiseName = "dropPath" | "dropout";

/** Numbers for each sample; what is missing or 0 is not dropped. */
export type NoiseCounts = Readonly<Partial<Record<NoiseName, number>>>;

/** The inputs, (B, numbers). */
export type Noise = Readonly<Partial<Record<NoiseName, Tensor>>>;

/** What is dropped, with its numbers for each sample. */
export function noiseEntries(counts: NoiseCounts): (readonly [NoiseName, number])[] {
  const names: readonly NoiseName[] = ["dropPath", "dropout"];
  return names.map((name) => [name, counts[name] ?? 0] as const).filter(([, count]) => count > 0);
}
