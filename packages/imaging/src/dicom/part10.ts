/**
 * Opens a DICOM file: finds where its data set starts and how that is encoded.
 *
 * A file should start with 128 bytes of preamble, `DICM` and a group of file meta information in Explicit VR Little
 * Endian. Archives also hold bare data sets and files whose meta information names no transfer syntax; those are read
 * when the first data element leaves no doubt about the encoding.
 *
 * Source: DICOM PS3.10 §7.1; PS3.5 §7.1 for data elements.
 */
import { inflateRawSync } from "node:zlib";
import { DicomError } from "./errors.ts";
import {
  explicitVrBigEndian,
  explicitVrLittleEndian,
  implicitVrLittleEndian,
  knownTransferSyntax,
  type TransferSyntaxUid,
  transferSyntaxes,
} from "./transfer-syntax.ts";

/** The parts of a file that are needed to parse its data set. */
export interface OpenedFile {
  readonly transferSyntaxUid: TransferSyntaxUid;
  /** From the file meta information; a DICOMDIR names its class nowhere else. */
  readonly mediaStorageSopClassUid: string | undefined;
  /** The data set alone, inflated where it was deflated. */
  readonly dataset: Uint8Array;
  /** Where the data set starts in the file, in bytes. */
  readonly datasetOffset: number;
}

const PREAMBLE_BYTES = 128;
/** Tag, representation and length of an element without a value. */
const SHORTEST_ELEMENT_BYTES = 8;
const META_GROUP = 0x0002;
/** A data set of an image starts in group 0008, with its character set or image type. */
const FIRST_GROUP = 0x0008;
const LONG_LENGTH_VRS = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const SHORT_LENGTH_VRS = new Set("AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split(" "));
/** More than any single image holds; a deflated bomb stops here. */
const MAX_INFLATED_BYTES = 512 * 1024 * 1024;

/** How many bytes `looksLikeDicom` needs to see. */
export const SIGNATURE_BYTES = PREAMBLE_BYTES + 4;

/** Whether a file that starts with these bytes can be DICOM at all; `head` may stop after `SIGNATURE_BYTES`. */
export function looksLikeDicom(head: Uint8Array): boolean {
  return hasPreamble(head) || startsWithMeta(head) || sniffTransferSyntax(head, 0) !== undefined;
}

/**
 * Splits a file into meta information and data set.
 * @throws {DicomError} `not-dicom`, `truncated`, `malformed` or `unsupported-transfer-syntax`.
 */
export function openDicomFile(bytes: Uint8Array, source: string): OpenedFile {
  if (!looksLikeDicom(bytes)) {
    const why = "it has neither the DICM signature nor a DICOM data element at its start";
    throw new DicomError("not-dicom", `${source} is not a DICOM file: ${why}`, { source });
  }
  const meta = readMeta(bytes, hasPreamble(bytes) ? SIGNATURE_BYTES : 0, source);
  if (meta.end + SHORTEST_ELEMENT_BYTES > bytes.length) {
    throw truncated(source, "before its data set", meta.end + SHORTEST_ELEMENT_BYTES, bytes.length);
  }
  const declared = meta.uids.get(0x0010);
  const uid = declared ?? sniffTransferSyntax(bytes, meta.end);
  if (uid === undefined) {
    const message = `${source} names no transfer syntax (0002,0010) and its first data element does not tell it`;
    throw new DicomError("malformed", message, { source });
  }
  const transferSyntaxUid = knownTransferSyntax(uid, source);
  const body = bytes.subarray(meta.end);
  const { isDeflated } = transferSyntaxes[transferSyntaxUid];
  return {
    transferSyntaxUid,
    mediaStorageSopClassUid: meta.uids.get(0x0002),
    dataset: isDeflated ? inflate(body, source) : body,
    datasetOffset: meta.end,
  };
}

function hasPreamble(bytes: Uint8Array): boolean {
  return ascii(bytes, PREAMBLE_BYTES, 4) === "DICM";
}

function startsWithMeta(bytes: Uint8Array): boolean {
  return (
    bytes.length >= SHORTEST_ELEMENT_BYTES && bytes[0] === META_GROUP && bytes[1] === 0 && isVr(ascii(bytes, 4, 2))
  );
}

/** The encoding that the first data element shows, or undefined when it could be several or none. */
function sniffTransferSyntax(bytes: Uint8Array, offset: number): TransferSyntaxUid | undefined {
  if (bytes.length < offset + SHORTEST_ELEMENT_BYTES) return undefined;
  const view = viewOf(bytes);
  const isExplicit = isVr(ascii(bytes, offset + 4, 2));
  if (isExplicit && view.getUint16(offset, false) === FIRST_GROUP) return explicitVrBigEndian;
  if (view.getUint16(offset, true) !== FIRST_GROUP) return undefined;
  if (isExplicit) return explicitVrLittleEndian;
  const isShort = view.getUint32(offset + 4, true) <= 0xffff; // no element that may come first in group 0008 is longer
  return isShort ? implicitVrLittleEndian : undefined;
}

/** Reads group 0002: its UI elements by element number, and where the data set starts. */
function readMeta(bytes: Uint8Array, start: number, source: string): { uids: Map<number, string>; end: number } {
  const view = viewOf(bytes);
  const uids = new Map<number, string>();
  let offset = start;
  while (offset + SHORTEST_ELEMENT_BYTES <= bytes.length && view.getUint16(offset, true) === META_GROUP) {
    const element = view.getUint16(offset + 2, true);
    const vr = ascii(bytes, offset + 4, 2);
    if (!isVr(vr)) {
      const where = `(0002,${element.toString(16).padStart(4, "0")}) at byte ${offset}`;
      throw new DicomError("malformed", `${source}: the file meta element ${where} has no value representation`, {
        source,
      });
    }
    const isLong = LONG_LENGTH_VRS.has(vr);
    if (isLong && offset + 12 > bytes.length)
      throw truncated(source, "inside its file meta information", offset + 12, bytes.length);
    const valueOffset = offset + (isLong ? 12 : 8);
    const length = isLong ? view.getUint32(offset + 8, true) : view.getUint16(offset + 6, true);
    if (valueOffset + length > bytes.length)
      throw truncated(source, "inside its file meta information", valueOffset + length, bytes.length);
    const uid = trimUid(ascii(bytes, valueOffset, length));
    if (vr === "UI" && uid !== "") uids.set(element, uid);
    offset = valueOffset + length;
  }
  return { uids, end: offset };
}

function truncated(source: string, where: string, expectedBytes: number, actualBytes: number): DicomError {
  const message = `${source} ends ${where}: at least ${expectedBytes} bytes expected, ${actualBytes} there`;
  return new DicomError("truncated", `${message}; fetch the file again`, { source, expectedBytes, actualBytes });
}

function inflate(body: Uint8Array, source: string): Uint8Array {
  try {
    return inflateRawSync(body, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    const isShort = cause instanceof Error && cause.message.includes("unexpected end");
    const why = isShort ? "ends before its deflated data set does" : "has a deflated data set that cannot be inflated";
    throw new DicomError(isShort ? "truncated" : "malformed", `${source} ${why}; fetch the file again`, {
      source,
      actualBytes: body.length,
    });
  }
}

function isVr(text: string): boolean {
  return LONG_LENGTH_VRS.has(text) || SHORT_LENGTH_VRS.has(text);
}

function trimUid(text: string): string {
  return text.replace(/[\0 ]+$/, "");
}

function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
