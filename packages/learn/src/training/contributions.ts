/** Sums of what the batches of one update contribute: gradients and statistics. */
import type { StateSlot } from "@cmrkit/nn";
import { type HostTensor, type NamedTensors, zeros } from "@cmrkit/tensor";

type Buffer = HostTensor<"float32">;

/**
 * A class for its identity: its memory is written by one graph after another. The first batch to contribute under a name
 * writes to the sum itself, later ones beside it, so that updates of a single batch add nothing.
 */
export class Contributions {
  readonly #memory = new Map<string, Buffer>();
  readonly #beside = new Map<string, Buffer>();
  readonly #sums = new Map<string, Buffer>();

  /** Forgets the sums of the update before. */
  clear(): void {
    this.#sums.clear();
  }

  /** Where a batch's graph is to write its contributions. */
  targets(slots: readonly StateSlot[]): NamedTensors {
    const memoryOf = ({ name }: StateSlot) => (this.#sums.has(name) ? this.#beside : this.#memory);
    return new Map(slots.map((slot) => [slot.name, obtain(memoryOf(slot), slot)]));
  }

  /** Adds what was written to the targets of these slots. */
  add(slots: readonly StateSlot[]): void {
    for (const { name } of slots) {
      const sum = this.#sums.get(name);
      if (sum) addTo(sum.data, this.#beside.get(name)!.data);
      else this.#sums.set(name, this.#memory.get(name)!);
    }
  }

  /** Makes zero the sums of slots that no batch of this process contributed to. */
  fill(slots: readonly StateSlot[]): void {
    for (const slot of slots) {
      if (this.#sums.has(slot.name)) continue;
      const nothing = obtain(this.#memory, slot);
      nothing.data.fill(0);
      this.#sums.set(slot.name, nothing);
    }
  }

  get sums(): ReadonlyMap<string, Buffer> {
    return this.#sums;
  }

  /** The sums in the order of their names, which all processes share. */
  arrays(): Float32Array[] {
    return [...this.#sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { data }]) => data);
  }
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += addend[i]!;
}

function obtain(buffers: Map<string, Buffer>, { name, shape }: StateSlot): Buffer {
  const known = buffers.get(name);
  if (known) return known;
  const fresh = zeros("float32", shape);
  buffers.set(name, fresh);
  return fresh;
}
