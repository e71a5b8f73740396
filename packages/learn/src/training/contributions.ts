/** Sums of what the batches of one update contribute: gradients and statistics. */
import type { StateSlot } from "@cmrkit/nn";
import { type HostTensor, type NamedTensors, type Shape, zeros } from "@cmrkit/tensor";

type Buffer = HostTensor<"float32">;

/**
 * A class for its identity: its memory is written by one graph after another, or by those of several lanes at a time. The
 * first batch to contribute under a name in the first lane writes to the sum itself, others beside it, so that updates of a
 * single batch add nothing.
 */
export class Contributions {
  readonly #allocate: (shape: Shape) => Buffer;
  readonly #memory = new Map<string, Buffer>();
  readonly #beside: Map<string, Buffer>[] = [];
  readonly #sums = new Map<string, Buffer>();

  constructor(allocate: (shape: Shape) => Buffer = (shape) => zeros("float32", shape)) {
    this.#allocate = allocate;
  }

  /** Forgets the sums of the update before. */
  clear(): void {
    this.#sums.clear();
  }

  /** Where the graph of a batch in a lane is to write its contributions. */
  targets(slots: readonly StateSlot[], lane: number): NamedTensors {
    return new Map(slots.map((slot) => [slot.name, this.#obtain(this.#memoryFor(slot, lane), slot)]));
  }

  /** Adds what was written to the targets of these slots; lanes in their order. */
  add(slots: readonly StateSlot[], lane: number): void {
    for (const slot of slots) {
      const written = this.#memoryFor(slot, lane).get(slot.name)!;
      const sum = this.#sums.get(slot.name);
      if (sum) addTo(sum.data, written.data);
      else this.#sums.set(slot.name, this.#begun(slot, written));
    }
  }

  #memoryFor({ name }: StateSlot, lane: number): Map<string, Buffer> {
    if (lane === 0 && !this.#sums.has(name)) return this.#memory;
    this.#beside[lane] ??= new Map();
    return this.#beside[lane];
  }

  /** The sum of one contribution, which a lane but the first has written elsewhere. */
  #begun(slot: StateSlot, written: Buffer): Buffer {
    const sum = this.#obtain(this.#memory, slot);
    if (sum !== written) sum.data.set(written.data);
    return sum;
  }

  /** Makes zero the sums of slots that no batch of this process contributed to. */
  fill(slots: readonly StateSlot[]): void {
    for (const slot of slots) {
      if (this.#sums.has(slot.name)) continue;
      const nothing = this.#obtain(this.#memory, slot);
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

  #obtain(buffers: Map<string, Buffer>, { name, shape }: StateSlot): Buffer {
    const known = buffers.get(name);
    if (known) return known;
    const fresh = this.#allocate(shape);
    buffers.set(name, fresh);
    return fresh;
  }
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += addend[i]!;
}
