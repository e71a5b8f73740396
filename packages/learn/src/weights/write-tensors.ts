/** Weight files written tensor by tensor, so that no state need be in memory whole. */
import { bytesOf, type HostTensor, safetensorsHeader, type TensorLayout } from "@cmrkit/tensor";
import { writeFileAtomically } from "../training/atomic-file.ts";
import type { ReadProgress } from "./load.ts";

export interface TensorsToWrite {
  /** In the order of the file. */
  readonly layout: ReadonlyMap<string, TensorLayout>;
  readonly read: (name: string) => HostTensor;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes a safetensors file; at any moment the old file or the new one is there.
 * @throws {LearnError} `not-saved` when the disk is full or the folder cannot be written to; nothing is left behind.
 */
export function writeTensors(path: string, tensors: TensorsToWrite, onProgress: ReadProgress = () => {}): void {
  writeFileAtomically(path, fileChunks(tensors, onProgress));
}

function* fileChunks({ layout, read, metadata }: TensorsToWrite, onProgress: ReadProgress): Generator<Uint8Array> {
  yield safetensorsHeader(layout, metadata);
  let done = 0;
  for (const [name, { dtype }] of layout) {
    onProgress(done, layout.size);
    const tensor = read(name);
    if (tensor.dtype !== dtype) throw new TypeError(`internal: ${name} is ${tensor.dtype}, announced as ${dtype}`);
    yield bytesOf(tensor.data);
    done += 1;
  }
}
