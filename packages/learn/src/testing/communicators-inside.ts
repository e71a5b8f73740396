/** Processes of one run inside this one. */
import type { Communicator } from "../training/communicator.ts";

/** What one of them brings to a meeting; `resume` lets it go on. */
interface Arrived<T> {
  readonly brought: T;
  readonly resume: () => void;
}

/** Waits until all have come, then does what they came for. */
function meeting<T>(size: number, act: (brought: readonly T[]) => void): (brought: T) => Promise<void> {
  let arrived: Arrived<T>[] = [];
  return (brought) =>
    new Promise((resume) => {
      arrived.push({ brought, resume });
      if (arrived.length < size) return;
      const all = arrived;
      arrived = [];
      act(all.map((each) => each.brought));
      for (const each of all) each.resume();
    });
}

export function communicatorsInside(size: number): Communicator[] {
  const averageInPlace = meeting<readonly Float32Array[]>(size, average);
  const broadcast = meeting<Ranked>(size, copyFromFirst);
  return Array.from({ length: size }, (_, rank) => ({
    rank,
    size,
    averageInPlace,
    broadcastInPlace: (bytes: Uint8Array) => broadcast({ rank, bytes }),
    dispose: () => {},
  }));
}

function average(all: readonly (readonly Float32Array[])[]): void {
  for (const [part, array] of all[0]!.entries())
    for (const i of array.keys()) {
      const mean = all.reduce((sum, values) => sum + values[part]![i]!, 0) / all.length;
      for (const values of all) values[part]![i] = mean;
    }
}

interface Ranked {
  readonly rank: number;
  readonly bytes: Uint8Array;
}

function copyFromFirst(all: readonly Ranked[]): void {
  const first = all.find(({ rank }) => rank === 0)!;
  for (const { bytes } of all) bytes.set(first.bytes);
}
