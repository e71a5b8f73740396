/** Weight files written tensor by tensor, so that no state need be in memory whole. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { bytesOf, type HostTensor, safetensorsHeader, type TensorLayout } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import type { ReadProgress } from "./load.ts";

export interface TensorsToWrite {
  /** In the order of the file. */
  readonly layout: ReadonlyMap<string, TensorLayout>;
  readonly read: (name: string) => HostTensor;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes a safetensors file beside its place and renames it: at any moment the old file or the new one is there.
 * @throws {LearnError} `not-saved` when the disk is full or the folder cannot be written to; nothing is left behind.
 */
export function writeTensors(path: string, tensors: TensorsToWrite, onProgress: ReadProgress = () => {}): void {
  const temporary = `${path}.partial`;
  try {
    writeAll(temporary, tensors, onProgress);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new LearnError("not-saved", `${path} could not be written: ${error.message}`);
  }
}

function writeAll(path: string, { layout, read, metadata }: TensorsToWrite, onProgress: ReadProgress): void {
  const file = openSync(path, "w");
  try {
    writeBytes(file, safetensorsHeader(layout, metadata));
    let done = 0;
    for (const [name, { dtype }] of layout) {
      onProgress(done, layout.size);
      const tensor = read(name);
      if (tensor.dtype !== dtype) throw new TypeError(`internal: ${name} is ${tensor.dtype}, announced as ${dtype}`);
      writeBytes(file, bytesOf(tensor.data));
      done += 1;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeBytes(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
