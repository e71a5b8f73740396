/** Reads files of a case, so that every refusal names case, image and file. */

import { readFile } from "node:fs/promises";
import { fileProblem, ImagingError } from "@cmrkit/imaging";
import { LearnError, type LearnErrorKind } from "../../errors.ts";

/** @throws {LearnError} `data-missing` when the file cannot be opened. */
export async function readImageFile(path: string, subject: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new LearnError("data-missing", `${subject}: ${path} ${fileProblem(error)}; fetch the data set again`);
  });
}

/** What of the refusals of @cmrkit/imaging has a name of its own here; the others are `bad-image`. */
const kinds: Readonly<Record<string, LearnErrorKind>> = {
  "bad-spacing": "bad-spacing",
  "singular-affine": "bad-spacing",
  "not-labels": "bad-label",
};

/** @throws {LearnError} `bad-spacing`, `bad-label` or `bad-image` for what @cmrkit/imaging refuses, with its reason. */
export function decoded<T>(path: string, subject: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ImagingError)) throw error;
    throw new LearnError(kinds[error.kind] ?? "bad-image", `${subject}: ${path} is refused: ${error.message}`);
  }
}
