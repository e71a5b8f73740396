/** Weight files of any format behind one face: names, types and shapes at once, values one tensor at a time. */
import {
  type DType,
  elementCount,
  type HostTensor,
  PickleError,
  readBytes,
  readPickle,
  readSafetensor,
  readSafetensorsHeader,
  SafetensorsError,
  type Shape,
} from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { type FileSource, openFileSource } from "../file-source.ts";
import { expectIntact, type PyTorchArchive, readPyTorchArchive } from "./pytorch/archive.ts";
import type { ArchivedBytes } from "./pytorch/archived-bytes.ts";
import { allowedGlobals, type PickledState, pickledTensors, type TensorView } from "./pytorch/pickled-tensors.ts";
import { readTensorView } from "./pytorch/strided.ts";

export interface StoredTensor {
  readonly shape: Shape;
  /** In memory, after reading. */
  readonly dtype: DType;
  /** In the file, as safetensors spells it. */
  readonly storedAs: string;
}

export interface WeightFile {
  readonly path: string;
  readonly format: "safetensors" | "pytorch";
  readonly byteLength: number;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Words beside the tensors: metadata of safetensors; of a PyTorch checkpoint its numbers and words, by their keys. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Reads one tensor. */
  readonly read: (name: string) => HostTensor;
  readonly close: () => void;
}

/** The first bytes of a zip archive (APPNOTE 4.3.7), and of what torch.save wrote before PyTorch 1.6. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const LEGACY_PYTORCH = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46];

/**
 * Opens a safetensors file or a PyTorch zip archive; what it is, its first bytes decide.
 * @throws {LearnError} `data-missing` when there is no such file, `bad-checkpoint` when it is no whole weight file.
 */
export async function openWeightFile(path: string): Promise<WeightFile> {
  const source = openFileSource(path);
  try {
    return await openSource(source);
  } catch (error) {
    source.close();
    if (error instanceof SafetensorsError || error instanceof PickleError)
      throw new LearnError("bad-checkpoint", `${path}: ${error.message}${adviceFor(error)}`);
    throw error;
  }
}

/** Most strangers in a pickle are the class of a model that was saved whole. */
function adviceFor({ kind }: SafetensorsError | PickleError): string {
  return kind === "refused-global" ? "; save the weights alone: torch.save(model.state_dict(), path)" : "";
}

async function openSource(source: FileSource): Promise<WeightFile> {
  if (source.byteLength === 0) throw new LearnError("bad-checkpoint", `${source.path} is empty`);
  const start = readBytes(source, 0, Math.min(8, source.byteLength));
  const startsWith = (magic: readonly number[]) => magic.every((byte, i) => start[i] === byte);
  if (startsWith(ZIP)) return openPyTorch(source);
  if (startsWith(LEGACY_PYTORCH))
    throw new LearnError(
      "bad-checkpoint",
      `${source.path} is in the format from before PyTorch 1.6; save it again: torch.save(torch.load(path, weights_only=True), new_path)`,
    );
  return openSafetensors(source);
}

function openSafetensors(source: FileSource): WeightFile {
  const { entries, metadata } = readSafetensorsHeader(source);
  return {
    ...filePart(source),
    format: "safetensors",
    tensors: entries,
    metadata,
    read: (name) => readSafetensor(source, existing(source, entries, name)),
  };
}

async function openPyTorch(source: FileSource): Promise<WeightFile> {
  const archive = await readPyTorchArchive(source);
  const state = pickledTensors(source.path, readPickle(archive.pickle, allowedGlobals));
  const places = new Map([...state.tensors].map(([name, view]) => [name, placeOf(source, archive, name, view)]));
  return {
    ...filePart(source),
    format: "pytorch",
    tensors: storedTensors(state),
    metadata: state.facts,
    read: intactReader(source, state, places),
  };
}

/** Reads tensors of storages that are what was saved, each looked at once. */
function intactReader(
  source: FileSource,
  { tensors }: PickledState,
  places: ReadonlyMap<string, ArchivedBytes>,
): (name: string) => HostTensor {
  const intact = new Set<string>();
  return (name) => {
    const [place, view] = [existing(source, places, name), existing(source, tensors, name)];
    if (!intact.has(view.storageKey)) expectIntact(source, `storage ${view.storageKey} of ${name}`, place);
    intact.add(view.storageKey);
    return readTensorView(source, place, view);
  };
}

function filePart(source: FileSource): Pick<WeightFile, "path" | "byteLength" | "close"> {
  return { path: source.path, byteLength: source.byteLength, close: source.close };
}

function storedTensors({ tensors }: PickledState): Map<string, StoredTensor> {
  return new Map(
    [...tensors].map(([name, { shape, type }]) => [name, { shape, dtype: type.dtype, storedAs: type.storedAs }]),
  );
}

/** The storage's bytes, which must be as many as the pickle says. */
function placeOf({ path }: FileSource, { storages }: PyTorchArchive, name: string, view: TensorView): ArchivedBytes {
  const place = storages.get(view.storageKey);
  if (!place) throw new LearnError("bad-checkpoint", `${path} lacks storage ${view.storageKey}, which holds ${name}`);
  const claimed = view.storageElements * view.type.bytes;
  if (place.byteLength !== claimed)
    throw new LearnError(
      "bad-checkpoint",
      `${path}: storage ${view.storageKey} of ${name} is said to have ${claimed} bytes and has ${place.byteLength}`,
    );
  return place;
}

function existing<T>({ path }: FileSource, tensors: ReadonlyMap<string, T>, name: string): T {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new LearnError("bad-checkpoint", `${path} holds no tensor ${name}`);
  return tensor;
}

/** Numbers in all of them. */
export function elementsOf(tensors: Iterable<StoredTensor>): number {
  return [...tensors].reduce((count, { shape }) => count + elementCount(shape), 0);
}
