/** State in pairs of buffers: one holds the current value, the other takes the next. */
import type { StateSlot } from "@cmrkit/nn";
import { float32, type HostTensor, type NamedTensors, zeros } from "@cmrkit/tensor";

type State = HostTensor<"float32">;

/** A class for its identity: the buffers are written in place. */
export class SwappedBuffers {
  readonly #current = new Map<string, State>();
  readonly #next = new Map<string, State>();

  /** @param initial Values by slot name, copied; a slot without one starts at zero when it is first used. */
  constructor(initial: NamedTensors) {
    for (const [name, { shape, data }] of initial)
      this.#current.set(name, float32(shape, Float32Array.from(data, Number)));
  }

  get current(): NamedTensors {
    return this.#current;
  }

  /** Slots without a value start at zero. */
  currentOf(slots: readonly Pick<StateSlot, "name" | "shape">[]): NamedTensors {
    return new Map(slots.map((slot) => [slot.name, obtain(this.#current, slot)]));
  }

  /** Where the next value of each slot goes, by the name of its successor. */
  successorsOf(slots: readonly StateSlot[]): NamedTensors {
    return new Map(slots.map((slot) => [slot.successor, obtain(this.#next, slot)]));
  }

  /** Makes the next value of each slot its current one. */
  swap(slots: readonly StateSlot[]): void {
    for (const { name } of slots) {
      const [current, next] = [this.#current.get(name)!, this.#next.get(name)!];
      this.#current.set(name, next);
      this.#next.set(name, current);
    }
  }

  /** Sets the current value of these slots to zero, and forgets all others. */
  clear(slots: readonly StateSlot[]): void {
    const names = new Set(slots.map(({ name }) => name));
    for (const name of this.#current.keys()) if (!names.has(name)) this.#current.delete(name);
    for (const slot of slots) obtain(this.#current, slot).data.fill(0);
  }

  /** The current values in the order of their names. */
  arrays(): Float32Array[] {
    return [...this.#current].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { data }]) => data);
  }
}

function obtain(buffers: Map<string, State>, { name, shape }: Pick<StateSlot, "name" | "shape">): State {
  const known = buffers.get(name);
  if (known) return known;
  const fresh = zeros("float32", shape);
  buffers.set(name, fresh);
  return fresh;
}
