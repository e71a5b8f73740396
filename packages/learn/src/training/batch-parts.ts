/** A batch cut into equal parts, which share one update. */
import type { HostTensor } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import type { Batch } from "./trainer.ts";

/** How many samples a part has. @throws {LearnError} `bad-config` where parts would differ. */
export function samplesInPart(batch: number, parts: number): number {
  if (batch % parts === 0) return batch / parts;
  throw new LearnError("bad-config", `a batch of ${batch} cannot be cut for ${parts} replicas; take a divisor of it`);
}

/** Parts of a batch whose feeds all have the samples along their first axis. */
export function partsOf(whole: Batch, parts: number): readonly Batch[] {
  if (parts === 1) return [whole];
  return Array.from({ length: parts }, (_, part) => {
    const feeds = [...whole.feeds].map(([name, tensor]) => [name, rowsOf(tensor, part, parts)] as const);
    return { ...whole, feeds: new Map(feeds) };
  });
}

function rowsOf({ dtype, shape, data }: HostTensor, part: number, parts: number): HostTensor {
  const [samples, ...rest] = shape;
  const length = data.length / parts;
  return { dtype, shape: [samples! / parts, ...rest], data: data.subarray(part * length, (part + 1) * length) };
}
