/**
 * Splits encapsulated pixel data into frames.
 *
 * Offset tables are hints, and often wrong: a frame of its own fragment needs none, so they are asked only where fragments
 * outnumber frames, believed only where they point at fragments, and else the codestreams themselves tell where they end.
 * Source: DICOM PS3.5 §A.4; PS3.3 C.7.6.3.1.8 (Extended Offset Table).
 */
import { endsCodestream, startsCodestream } from "./codestream.ts";
import { DicomError } from "./errors.ts";

/** One item of the pixel data. */
interface Fragment {
  /** Where its item tag lies, counted from that of the first fragment, as offset tables count. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Items {
  readonly basicOffsets: readonly number[];
  readonly fragments: readonly Fragment[];
}

export interface Encapsulation {
  readonly source: string;
  /** Everything from the first item, which is the basic offset table, to the end of the data set. */
  readonly bytes: Uint8Array;
  readonly frameCount: number;
  /** Empty when there is no Extended Offset Table. */
  readonly extendedOffsets: readonly number[];
}

const ITEM = 0xfffe_e000;
const SEQUENCE_DELIMITER = 0xfffe_e0dd;
const ITEM_HEAD_BYTES = 8;

/**
 * The codestream of every frame.
 * @throws {DicomError} `truncated` when the data end inside an item or without a delimiter; `malformed` when they are no
 *   sequence of items, or the fragments cannot be told apart by frame.
 */
export function splitFrames(encapsulation: Encapsulation): readonly Uint8Array[] {
  const { source, frameCount, extendedOffsets } = encapsulation;
  const { basicOffsets, fragments } = readItems(encapsulation);
  if (frameCount === 1 && fragments.length > 0) return [joined(fragments)];
  if (fragments.length === frameCount) return fragments.map(({ bytes }) => bytes);
  const groups =
    groupByOffsets(fragments, extendedOffsets, frameCount) ??
    groupByOffsets(fragments, basicOffsets, frameCount) ??
    groupByCodestreams(fragments, frameCount);
  if (groups !== undefined) return groups.map(joined);
  const message = `${source}: ${fragments.length} fragments of pixel data cannot be shared out among ${frameCount} frames`;
  throw new DicomError("malformed", `${message}: neither offset tables nor codestreams tell; fetch the file again`, {
    source,
    fragments: fragments.length,
    frames: frameCount,
  });
}

function readItems({ bytes, source }: Encapsulation): Items {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: Fragment[] = [];
  let offset = 0;
  let firstFragment = 0;
  while (true) {
    if (offset + ITEM_HEAD_BYTES > bytes.length) throw endsEarly(source, offset + ITEM_HEAD_BYTES, bytes.length);
    const tag = view.getUint16(offset, true) * 0x1_0000 + view.getUint16(offset + 2, true);
    if (tag === SEQUENCE_DELIMITER) break;
    if (tag !== ITEM) throw noItem(source, offset);
    const start = offset + ITEM_HEAD_BYTES;
    const end = start + view.getUint32(offset + 4, true);
    if (end > bytes.length) throw endsEarly(source, end, bytes.length);
    if (items.length === 0) firstFragment = end;
    items.push({ offset: offset - firstFragment, bytes: bytes.subarray(start, end) });
    offset = end;
  }
  const hasTable = items[0] !== undefined && !startsCodestream(items[0].bytes); // some writers leave it out
  const [table, fragments] = hasTable ? [items[0]!.bytes, items.slice(1)] : [new Uint8Array(0), items];
  return { basicOffsets: offsetsOf(table), fragments };
}

function offsetsOf(table: Uint8Array): readonly number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: table.length >> 2 }, (_, n) => view.getUint32(4 * n, true));
}

/** Fragments by frame, when every offset is that of a fragment, in order, the first one first. */
function groupByOffsets(
  fragments: readonly Fragment[],
  offsets: readonly number[],
  frameCount: number,
): readonly (readonly Fragment[])[] | undefined {
  if (offsets.length !== frameCount || offsets[0] !== 0) return undefined;
  const indexOf = new Map(fragments.map(({ offset }, index) => [offset, index]));
  const firsts = offsets.map((offset) => indexOf.get(offset) ?? -1);
  if (!firsts.every((first, n) => first > (firsts[n - 1] ?? -1))) return undefined;
  return firsts.map((first, n) => fragments.slice(first, firsts[n + 1]));
}

/** Fragments by frame, when a frame ends where a codestream does and the next fragment starts another. */
function groupByCodestreams(
  fragments: readonly Fragment[],
  frameCount: number,
): readonly (readonly Fragment[])[] | undefined {
  const groups: Fragment[][] = [];
  let hasEnded = true;
  for (const fragment of fragments) {
    if (hasEnded && startsCodestream(fragment.bytes)) groups.push([]);
    if (groups.length === 0) return undefined;
    groups.at(-1)!.push(fragment);
    hasEnded = endsCodestream(fragment.bytes);
  }
  return groups.length === frameCount && hasEnded ? groups : undefined;
}

/** One array of all fragments; a single one is not copied. */
function joined(fragments: readonly Fragment[]): Uint8Array {
  if (fragments.length === 1) return fragments[0]!.bytes;
  const whole = new Uint8Array(fragments.reduce((length, { bytes }) => length + bytes.length, 0));
  let offset = 0;
  for (const { bytes } of fragments) {
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}

function endsEarly(source: string, expectedBytes: number, actualBytes: number): DicomError {
  const counts = `at least ${expectedBytes} bytes expected, ${actualBytes} there`;
  const message = `${source} ends inside its encapsulated pixel data: ${counts}; fetch the file again`;
  return new DicomError("truncated", message, { source, expectedBytes, actualBytes });
}

function noItem(source: string, offset: number): DicomError {
  const message = `${source}: byte ${offset} of its encapsulated pixel data begins no item; fetch the file again`;
  return new DicomError("malformed", message, { source, offset });
}
