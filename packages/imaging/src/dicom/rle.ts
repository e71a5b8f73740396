/** Run lengths of bytes, plane by plane, the most significant byte first. Source: DICOM PS3.5 annex G. */

/** A header of 16 words: how many segments, then where each starts. */
const HEADER_BYTES = 64;

/**
 * Decodes one RLE frame of single samples.
 * @returns (Y, X) little-endian numbers, or undefined when the frame breaks its rules: another number of segments than
 *   bytes in a pixel, a segment outside the frame, or one that ends before its plane is full.
 */
export function decodeRle(frame: Uint8Array, pixelCount: number, bytesPerPixel: 1 | 2): Uint8Array | undefined {
  const starts = segmentStarts(frame, bytesPerPixel);
  if (starts === undefined) return undefined;
  const decoded = new Uint8Array(pixelCount * bytesPerPixel);
  for (const [plane, start] of starts.entries()) {
    const segment = frame.subarray(start, starts[plane + 1] ?? frame.length);
    const target = { decoded, first: bytesPerPixel - 1 - plane, step: bytesPerPixel };
    if (!unpack(segment, target)) return undefined;
  }
  return decoded;
}

function segmentStarts(frame: Uint8Array, count: number): readonly number[] | undefined {
  if (frame.length < HEADER_BYTES) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== count) return undefined;
  const starts = Array.from({ length: count }, (_, n) => view.getUint32(4 + 4 * n, true));
  const isAscending = starts.every((start, n) => start >= (starts[n - 1] ?? HEADER_BYTES) && start <= frame.length);
  return isAscending ? starts : undefined;
}

/** Where the bytes of one plane go. */
interface PlaneTarget {
  readonly decoded: Uint8Array;
  readonly first: number;
  readonly step: number;
}

/** PackBits: n in 0…127 copies n + 1 bytes, 129…255 repeats one byte 257 − n times, 128 does nothing. */
function unpack(segment: Uint8Array, { decoded, first, step }: PlaneTarget): boolean {
  let to = first;
  for (let from = 0; to < decoded.length; ) {
    if (from >= segment.length) return false;
    const head = segment[from++]!;
    if (head === 128) continue;
    const isRun = head > 128;
    const count = isRun ? 257 - head : head + 1;
    if (from + (isRun ? 1 : count) > segment.length) return false;
    for (let n = 0; n < count && to < decoded.length; n++, to += step) decoded[to] = segment[isRun ? from : from + n]!;
    from += isRun ? 1 : count;
  }
  return true;
}
