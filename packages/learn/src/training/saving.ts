/** Writing what must not be lost: where it fails, the error says which file, why, and is one of ours. */
import { mkdirSync, statSync } from "node:fs";
import { writingProblem } from "@cmrkit/imaging";
import { LearnError } from "../errors.ts";

/** @throws {LearnError} `not-saved` for what the file system refused; other errors as they are. */
export function saving<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const why = writingProblem(error);
    throw why === undefined ? error : new LearnError("not-saved", `${path} ${why}`);
  }
}

/** Makes the folder of a run, where there is none yet. @throws {LearnError} `not-saved` where a file is in its way. */
export function makeRunFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new LearnError("not-saved", `${path} is a file; give the folder of a run`);
  saving(path, () => mkdirSync(path, { recursive: true }));
}
