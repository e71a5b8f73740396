/** The stack machine that pickles are programs for: its bytes, stack, marks and memo. */
import { PickleError } from "./errors.ts";
import { isPickled, type PickleCall, type PickleTuple, type PickleValue } from "./pickle-values.ts";

/** A class for its identity: operations read its bytes and change its stack. */
export class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #allowed: ReadonlySet<string>;
  readonly #memo = new Map<number, PickleValue>();
  readonly #marked: PickleValue[][] = [];
  #stack: PickleValue[] = [];
  #position = 0;

  constructor(bytes: Uint8Array, allowed: ReadonlySet<string>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#allowed = allowed;
  }

  get position(): number {
    return this.#position;
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** An 8-byte length; beyond 2⁵³ it is longer than any file and fails as one. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Big-endian, unlike everything else in a pickle. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Text up to the next line feed, which is passed over. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end === -1) throw truncated(this.#bytes.length);
    const text = new TextDecoder().decode(this.take(end - this.#position));
    this.#advance(1);
    return text;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.fault("takes a value where there is none");
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.fault("uses a value where there is none");
    return value;
  }

  mark(): void {
    this.#marked.push(this.#stack);
    this.#stack = [];
  }

  /** The values since the last mark, which goes with them. */
  popToMark(): PickleValue[] {
    const values = this.#stack;
    const below = this.#marked.pop();
    if (!below) throw this.fault("goes back to a mark where there is none");
    this.#stack = below;
    return values;
  }

  /** POP removes a mark where nothing lies above it. */
  drop(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.popToMark();
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoise(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.fault(`recalls value ${index}, which it never stored`);
    this.push(value);
  }

  /** A name is the only thing that a pickle can reach out of itself with: those not allowed end the reading. */
  pushGlobal(module: string, name: string): void {
    const full = `${module}.${name}`;
    if (!this.#allowed.has(full))
      throw new PickleError(
        "refused-global",
        `the pickle names ${full}, which is none of the types that weights are made of; nothing was run`,
      );
    this.push({ kind: "global", name: full });
  }

  /** Records the call of the global on the stack. */
  pushCall(callee: PickleValue, args: PickleValue): void {
    if (!isPickled(callee, "global") || !isPickled(args, "tuple")) throw this.fault("calls what is no name");
    this.push(callOf(callee.name, args));
  }

  setEntries(pairs: readonly PickleValue[]): void {
    const target = this.top();
    if (!isPickled(target, "dict") && !isPickled(target, "call")) throw this.fault("puts entries into no dictionary");
    if (pairs.length % 2 !== 0) throw this.fault("puts a key without a value");
    for (let i = 0; i < pairs.length; i += 2) target.entries.set(pairs[i]!, pairs[i + 1]!);
  }

  appendItems(items: readonly PickleValue[], kind: "list" | "set"): void {
    const target = this.top();
    if (!isPickled(target, kind)) throw this.fault(`appends to what is no ${kind}`);
    for (const item of items) target.items.push(item);
  }

  setState(state: PickleValue): void {
    const target = this.top();
    if (!isPickled(target, "call")) throw this.fault("sets attributes of what is no object");
    target.state = state;
  }

  fault(what: string): PickleError {
    return new PickleError("bad-pickle", `the pickle ${what}, at byte ${this.#position}`);
  }

  #advance(length: number): number {
    const start = this.#position;
    if (start + length > this.#bytes.length) throw truncated(this.#bytes.length);
    this.#position += length;
    return start;
  }
}

function callOf(name: string, { items }: PickleTuple): PickleCall {
  return { kind: "call", name, args: items, entries: new Map(), state: null };
}

function truncated(length: number): PickleError {
  return new PickleError("truncated", `the pickle goes on after its ${length} bytes`);
}
