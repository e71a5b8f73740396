/** Bytes that need not be in memory: a file, or a part of one. */

export interface ByteSource {
  readonly byteLength: number;
  /** Fills `target` with the bytes from `byteOffset` on; the range lies within the source. */
  readonly read: (byteOffset: number, target: Uint8Array) => void;
}

/** Bytes in memory as a source. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.length,
    read: (byteOffset, target) => target.set(bytes.subarray(byteOffset, byteOffset + target.length)),
  };
}

/** A copy of a range of a source. */
export function readBytes(source: ByteSource, byteOffset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  source.read(byteOffset, bytes);
  return bytes;
}
