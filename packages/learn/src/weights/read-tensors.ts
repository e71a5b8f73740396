/** The tensors of a safetensors file, read one by one: Node reads no file above 2 GiB at once, and that of a large model is. */
import { readSafetensors, SafetensorsError } from "@cmrkit/tensor";
import { LearnError } from "../errors.ts";
import { openFileSource } from "../file-source.ts";

/** @throws {LearnError} `data-missing` when there is no such file, `bad-checkpoint` when it is none of tensors. */
export function readTensors(path: string): ReturnType<typeof readSafetensors> {
  const source = openFileSource(path);
  try {
    return readSafetensors(source);
  } catch (error) {
    if (error instanceof SafetensorsError) throw new LearnError("bad-checkpoint", `${path}: ${error.message}`);
    throw error;
  } finally {
    source.close();
  }
}
