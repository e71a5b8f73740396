/**
 * The tensors that the pickle of a PyTorch checkpoint describes: each is a view, by offset and strides, of a storage.
 *
 * Source: PyTorch, torch/_utils.py (`_rebuild_tensor_v2`, `_rebuild_parameter`) and torch/serialization.py
 * (`persistent_id` of a storage: "storage", type, key, device, number of elements).
 */
import {
  type DType,
  elementCount,
  isPickled,
  type PickleCall,
  type PickleValue,
  pickledItems,
  type Shape,
  showShape,
} from "@cmrkit/tensor";
import { LearnError } from "../../errors.ts";

/** Storages by name: the type that holds their elements here, and the bytes of one in the file. */
const storageTypes = {
  "torch.FloatStorage": { dtype: "float32", bytes: 4, storedAs: "F32" },
  "torch.DoubleStorage": { dtype: "float64", bytes: 8, storedAs: "F64" },
  "torch.HalfStorage": { dtype: "float16", bytes: 2, storedAs: "F16" },
  "torch.BFloat16Storage": { dtype: "float32", bytes: 2, storedAs: "BF16" },
  "torch.LongStorage": { dtype: "int64", bytes: 8, storedAs: "I64" },
  "torch.IntStorage": { dtype: "int32", bytes: 4, storedAs: "I32" },
  "torch.ByteStorage": { dtype: "uint8", bytes: 1, storedAs: "U8" },
  "torch.BoolStorage": { dtype: "bool", bytes: 1, storedAs: "BOOL" },
} as const satisfies Record<string, StorageType>;

interface StorageType {
  readonly dtype: DType;
  readonly bytes: number;
  readonly storedAs: string;
}

/** Every name that a checkpoint may hold. Beside tensors, these are plain records of how it was trained. */
export const allowedGlobals: ReadonlySet<string> = new Set([
  ...Object.keys(storageTypes),
  "collections.OrderedDict",
  "torch._utils._rebuild_tensor_v2",
  "torch._utils._rebuild_parameter",
  "torch.Size",
  "torch.device",
  "argparse.Namespace",
  "pathlib.PosixPath",
  "_codecs.encode",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "numpy.dtype",
]);

/** A tensor as a view of a storage, in elements. */
export interface TensorView {
  readonly storageKey: string;
  readonly storageElements: number;
  readonly type: StorageType;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
}

export interface PickledState {
  /** By the keys that lead to them, joined with dots. */
  readonly tensors: ReadonlyMap<string, TensorView>;
  /** Numbers and words beside the tensors, such as the epoch and the arguments of the run. */
  readonly facts: Readonly<Record<string, string>>;
}

const DEEPEST = 32;
const MOST_VALUES = 5_000_000;

/** @throws {LearnError} `bad-checkpoint` when a tensor's description contradicts itself, or dictionaries nest too deep. */
export function pickledTensors(path: string, root: PickleValue): PickledState {
  const tensors = new Map<string, TensorView>();
  const facts: Record<string, string> = {};
  let visited = 0;
  const visit = (value: PickleValue, keys: readonly string[]) => {
    const name = keys.join(".");
    visited += 1;
    if (keys.length > DEEPEST || visited > MOST_VALUES)
      throw refusal(path, `nests its dictionaries without end (${name.slice(0, 40)}…)`);
    const tensor = tensorOf(path, name, value);
    if (tensor) {
      if (tensors.has(name)) throw refusal(path, `holds two tensors called ${name}`);
      tensors.set(name, tensor);
    } else if (keys.length > 0 && isFact(value)) facts[name] = String(value);
    else for (const [key, inner] of childrenOf(value)) visit(inner, [...keys, key]);
  };
  visit(root, []);
  return { tensors, facts };
}

function isFact(value: PickleValue): boolean {
  return ["string", "number", "boolean", "bigint"].includes(typeof value);
}

/** What a container holds, by key or position. */
function childrenOf(value: PickleValue): readonly (readonly [string, PickleValue])[] {
  if (isPickled(value, "dict")) return namedEntries(value.entries);
  if (isPickled(value, "list") || isPickled(value, "tuple")) return value.items.map((item, i) => [String(i), item]);
  if (!isPickled(value, "call")) return [];
  if (value.name === "argparse.Namespace") return childrenOf(value.state);
  return value.name === "collections.OrderedDict" ? namedEntries(entriesOf(value)) : [];
}

/** An ordered dictionary's items were set on it, or, by Python 2, given to it as pairs. */
function entriesOf({ entries, args }: PickleCall): ReadonlyMap<PickleValue, PickleValue> {
  const pairs = pickledItems(args[0])?.map((pair) => pickledItems(pair)) ?? [];
  const given = pairs.flatMap((pair) => (pair?.length === 2 ? [[pair[0]!, pair[1]!] as const] : []));
  return new Map([...given, ...entries]);
}

function namedEntries(entries: ReadonlyMap<PickleValue, PickleValue>): readonly (readonly [string, PickleValue])[] {
  return [...entries].flatMap(([key, value]) =>
    typeof key === "string" || typeof key === "number" ? [[String(key), value] as const] : [],
  );
}

function tensorOf(path: string, name: string, value: PickleValue): TensorView | undefined {
  if (!isPickled(value, "call")) return undefined;
  if (value.name === "torch._utils._rebuild_parameter") return tensorOf(path, name, value.args[0] ?? null);
  if (value.name !== "torch._utils._rebuild_tensor_v2") return undefined;
  const [storage, offset, size, stride] = value.args;
  const [shape, strides] = [wholeNumbers(size), wholeNumbers(stride)];
  const { storageKey, type, storageElements } = storageOf(path, name, storage);
  if (!isWhole(offset) || !shape || !strides || shape.length !== strides.length)
    throw refusal(path, `has no sizes and strides for ${name}`);
  const view = { storageKey, storageElements, type, offset, shape, strides };
  if (!fitsStorage(view))
    throw refusal(
      path,
      `places ${name} ${showShape(shape)} outside its storage of ${storageElements} elements, or repeats elements`,
    );
  return view;
}

function storageOf(path: string, name: string, value: PickleValue | undefined) {
  const parts = isPickled(value, "persistent") ? pickledItems(value.id) : undefined;
  const [tag, global, storageKey, , storageElements] = parts ?? [];
  const type = isPickled(global, "global") ? storageTypeOf(global.name) : undefined;
  if (tag !== "storage" || !type || typeof storageKey !== "string" || !isWhole(storageElements))
    throw refusal(path, `has no storage for ${name}`);
  return { type, storageKey, storageElements };
}

function storageTypeOf(name: string): StorageType | undefined {
  return new Map<string, StorageType>(Object.entries(storageTypes)).get(name);
}

/** The last element lies within the storage, and the tensor is no larger than it: strides of 0 could make any size of one. */
function fitsStorage({ shape, strides, offset, storageElements }: TensorView): boolean {
  const count = elementCount(shape);
  if (count === 0) return true;
  return count <= storageElements && offset + lastElement(shape, strides) < storageElements;
}

/** Distance of the last element from the first. */
export function lastElement(shape: Shape, strides: readonly number[]): number {
  return shape.reduce((distance, extent, axis) => distance + (extent - 1) * strides[axis]!, 0);
}

function wholeNumbers(value: PickleValue | undefined): readonly number[] | undefined {
  const isSize = isPickled(value, "call") && value.name === "torch.Size";
  const items = pickledItems(isSize ? value.args[0] : value);
  return items?.every(isWhole) ? items : undefined;
}

function isWhole(value: PickleValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function refusal(path: string, what: string): LearnError {
  return new LearnError("bad-checkpoint", `${path} ${what}`);
}
