/**
 * What a pickle describes, as plain data. Nothing that it names is looked up, and nothing that it calls is called: a call
 * is the record of its name and arguments.
 */

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleSet
  | PickleDict
  | PickleGlobal
  | PickleCall
  | PicklePersistent;

export interface PickleList {
  readonly kind: "list";
  readonly items: PickleValue[];
}

export interface PickleTuple {
  readonly kind: "tuple";
  readonly items: readonly PickleValue[];
}

export interface PickleSet {
  readonly kind: "set";
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: "dict";
  readonly entries: Map<PickleValue, PickleValue>;
}

/** A class or function by its name, `module.name`. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** What calling a global would have made, and what would have been put into it. */
export interface PickleCall {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly PickleValue[];
  /** Items set on it, as on an ordered dictionary. */
  readonly entries: Map<PickleValue, PickleValue>;
  /** Its attributes, where it has any. */
  state: PickleValue;
}

/** A thing outside the pickle, such as a storage of numbers, by the identifier that the writer gave it. */
export interface PicklePersistent {
  readonly kind: "persistent";
  readonly id: PickleValue;
}

type Compound = Extract<PickleValue, { readonly kind: string }>;

/** Whether a value is of one of the kinds that have items, a name or a call behind them. */
export function isPickled<K extends Compound["kind"]>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<Compound, { readonly kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

/** The items of a list or a tuple; `undefined` for anything else. */
export function pickledItems(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  return isPickled(value, "list") || isPickled(value, "tuple") ? value.items : undefined;
}
