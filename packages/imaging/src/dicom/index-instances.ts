/** Reads many files into instances, and records why each of the others was left out. */
import { DicomError } from "./errors.ts";
import { type DicomInstance, parseDicomInstances } from "./instance.ts";

/** A file by name and content; the name is used in messages only. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a set of files holds. */
export interface DicomIndex {
  readonly instances: readonly DicomInstance[];
  /** Files that are no MR image, or one that cannot be placed or read: `error.kind` says why. */
  readonly skipped: readonly SkippedFile[];
  /** Files that are cut off or corrupt. Their images are missing from `instances`, so no volume may be measured. */
  readonly damaged: readonly SkippedFile[];
}

export interface SkippedFile {
  readonly name: string;
  readonly error: DicomError;
}

/** Reads every file in turn; one that is refused stops nothing. */
export async function indexInstances(files: AsyncIterable<NamedBytes> | Iterable<NamedBytes>): Promise<DicomIndex> {
  const instances: DicomInstance[] = [];
  const refused: SkippedFile[] = [];
  for await (const { name, bytes } of files) {
    const result = parseOrRefuse(bytes, name);
    if (result instanceof DicomError) refused.push(Object.freeze({ name, error: result }));
    else instances.push(...result);
  }
  return Object.freeze({
    instances: Object.freeze(instances),
    skipped: Object.freeze(refused.filter(({ error }) => !isDamage(error))),
    damaged: Object.freeze(refused.filter(({ error }) => isDamage(error))),
  });
}

function parseOrRefuse(bytes: Uint8Array, name: string): readonly DicomInstance[] | DicomError {
  try {
    return parseDicomInstances(bytes, name);
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
}

function isDamage({ kind }: DicomError): boolean {
  return kind === "truncated" || kind === "malformed";
}
