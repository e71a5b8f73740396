/** A file as a source of bytes: what is not asked for is not read. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fileProblem } from "@cmrkit/imaging";
import type { ByteSource } from "@cmrkit/tensor";
import { LearnError } from "./errors.ts";

export interface FileSource extends ByteSource {
  readonly path: string;
  readonly close: () => void;
}

/** @throws {LearnError} `data-missing` when there is no such file, `bad-checkpoint` for a folder. */
export function openFileSource(path: string): FileSource {
  const descriptor = descriptorOf(path);
  const facts = fstatSync(descriptor);
  if (!facts.isFile()) {
    closeSync(descriptor);
    throw new LearnError("bad-checkpoint", `${path} is a folder or a device; give a weight file`);
  }
  return {
    path,
    byteLength: facts.size,
    read: (byteOffset, target) => {
      for (let done = 0; done < target.length; ) {
        const count = readSync(descriptor, target, done, target.length - done, byteOffset + done);
        if (count === 0)
          throw new LearnError("bad-checkpoint", `${path} ended at byte ${byteOffset + done}; was it cut meanwhile?`);
        done += count;
      }
    },
    close: () => closeSync(descriptor),
  };
}

function descriptorOf(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw new LearnError("data-missing", `${path} ${fileProblem(error)}`);
  }
}
