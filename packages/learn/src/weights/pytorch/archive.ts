/**
 * The zip archive that torch.save writes: a pickle, and beside it each storage as one file of raw little-endian numbers.
 * Entries are read in place, so an archive can make nothing larger than itself.
 *
 * Source: PyTorch, torch/serialization.py and "Serialization semantics" (notes/serialization).
 */
import { readBytes } from "@cmrkit/tensor";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { LearnError } from "../../errors.ts";
import type { FileSource } from "../../file-source.ts";
import { type ArchivedBytes, isIntact } from "./archived-bytes.ts";

export interface PyTorchArchive {
  readonly pickle: Uint8Array;
  /** By the key that the pickle gives them. */
  readonly storages: ReadonlyMap<string, ArchivedBytes>;
}

const STORED = 0;
/** Names and shapes of ten thousand tensors take about 2 MB. */
const LARGEST_PICKLE_BYTES = 64 * 2 ** 20;

/** @throws {LearnError} `bad-checkpoint` when the archive is damaged or is of another kind than torch.save writes. */
export async function readPyTorchArchive(source: FileSource): Promise<PyTorchArchive> {
  const { path } = source;
  const entries = await entriesOf(path, source.byteLength);
  const root = rootOf(path, entries);
  if (entries.has(`${root}constants.pkl`))
    throw refusal(
      path,
      "is a TorchScript program; save its weights alone: torch.save(torch.jit.load(path).state_dict(), …)",
    );
  expectStored(path, root, entries);
  const content = (name: string) => contentOf(source, root + name, entries.get(root + name)!);
  if (entries.has(`${root}byteorder`)) expectLittleEndian(path, content("byteorder"));
  if (entries.get(`${root}data.pkl`)!.byteLength > LARGEST_PICKLE_BYTES)
    throw refusal(path, `has a data.pkl of more than ${LARGEST_PICKLE_BYTES} bytes, more than weights need`);
  const data = `${root}data/`;
  const storages = [...entries].filter(([name]) => name.startsWith(data));
  return {
    pickle: content("data.pkl"),
    storages: new Map(storages.map(([name, range]) => [name.slice(data.length), range])),
  };
}

function contentOf(source: FileSource, name: string, entry: ArchivedBytes): Uint8Array {
  expectIntact(source, name, entry);
  return readBytes(source, entry.byteOffset, entry.byteLength);
}

/** @throws {LearnError} `bad-checkpoint` when bytes are not those that were saved. @param what they are, for the message. */
export function expectIntact(source: FileSource, what: string, bytes: ArchivedBytes): void {
  if (isIntact(source, bytes)) return;
  throw refusal(
    source.path,
    `is damaged: ${what} is not what was saved (its CRC-32 differs); copy or download it again`,
  );
}

/** The folder within the archive that holds everything; it is named after the file that was first written. */
function rootOf(path: string, entries: ReadonlyMap<string, ArchivedBytes>): string {
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length === 1) return pickles[0]!.slice(0, -"data.pkl".length);
  throw refusal(path, "is a zip archive without the data.pkl of a PyTorch checkpoint");
}

function expectLittleEndian(path: string, byteOrder: Uint8Array): void {
  const text = new TextDecoder().decode(byteOrder);
  if (text !== "little")
    throw refusal(path, `was written with ${text}-endian numbers; save it again on a little-endian machine`);
}

interface ArchiveEntry extends ArchivedBytes {
  readonly isCompressed: boolean;
}

/** Where nothing is compressed, nothing can unfold. */
function expectStored(path: string, root: string, entries: ReadonlyMap<string, ArchiveEntry>): void {
  const compressed = [...entries].find(([name, { isCompressed }]) => isCompressed && name.startsWith(root));
  if (compressed)
    throw refusal(path, `has ${compressed[0]} compressed, as torch.save never does; save it again with torch.save`);
}

async function entriesOf(path: string, fileLength: number): Promise<Map<string, ArchiveEntry>> {
  const archive = await opened(path);
  try {
    const entries = new Map<string, ArchiveEntry>();
    for await (const entry of archive.eachEntry())
      entries.set(entry.fileName, await placeOf(path, archive, entry, fileLength));
    return entries;
  } catch (error) {
    throw error instanceof LearnError ? error : damaged(path, error);
  } finally {
    archive.close();
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false });
  } catch (error) {
    throw damaged(path, error);
  }
}

async function placeOf(path: string, archive: ZipFile, entry: Entry, fileLength: number): Promise<ArchiveEntry> {
  const { fileDataStart: byteOffset } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
  const byteLength = entry.compressedSize;
  if (byteOffset + byteLength > fileLength)
    throw refusal(path, `ends within its entry ${entry.fileName}; is it a download that was cut short?`);
  return { byteOffset, byteLength, checksum: entry.crc32, isCompressed: entry.compressionMethod !== STORED };
}

function refusal(path: string, what: string): LearnError {
  return new LearnError("bad-checkpoint", `${path} ${what}`);
}

function damaged(path: string, error: unknown): LearnError {
  const reason = error instanceof Error ? error.message : String(error);
  return refusal(path, `is no whole zip archive (${reason}); is it a download that was cut short?`);
}
