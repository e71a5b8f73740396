/** Transfer syntaxes: how a data set and its pixels are encoded. Source: DICOM PS3.5 §10 and annex A, PS3.6 annex A. */
import { DicomError } from "./errors.ts";

export interface TransferSyntax {
  readonly name: string;
  readonly byteOrder: "little" | "big";
  readonly isExplicitVr: boolean;
  readonly isDeflated: boolean;
  /** Native pixels are plain numbers; encapsulated ones need a codec. */
  readonly pixelEncoding: "native" | "encapsulated";
}

function native(name: string, byteOrder: "little" | "big", isExplicitVr: boolean, isDeflated = false): TransferSyntax {
  return Object.freeze({ name, byteOrder, isExplicitVr, isDeflated, pixelEncoding: "native" });
}

function encapsulated(name: string): TransferSyntax {
  return Object.freeze({
    name,
    byteOrder: "little",
    isExplicitVr: true,
    isDeflated: false,
    pixelEncoding: "encapsulated",
  });
}

export const transferSyntaxes = {
  "1.2.840.10008.1.2": native("Implicit VR Little Endian", "little", false),
  "1.2.840.10008.1.2.1": native("Explicit VR Little Endian", "little", true),
  "1.2.840.10008.1.2.1.99": native("Deflated Explicit VR Little Endian", "little", true, true),
  "1.2.840.10008.1.2.2": native("Explicit VR Big Endian", "big", true),
  "1.2.840.10008.1.2.4.50": encapsulated("JPEG Baseline"),
  "1.2.840.10008.1.2.4.51": encapsulated("JPEG Extended"),
  "1.2.840.10008.1.2.4.57": encapsulated("JPEG Lossless"),
  "1.2.840.10008.1.2.4.70": encapsulated("JPEG Lossless, first-order prediction"),
  "1.2.840.10008.1.2.4.80": encapsulated("JPEG-LS Lossless"),
  "1.2.840.10008.1.2.4.81": encapsulated("JPEG-LS Near-Lossless"),
  "1.2.840.10008.1.2.4.90": encapsulated("JPEG 2000 Lossless"),
  "1.2.840.10008.1.2.4.91": encapsulated("JPEG 2000"),
  "1.2.840.10008.1.2.4.201": encapsulated("High-Throughput JPEG 2000 Lossless"),
  "1.2.840.10008.1.2.4.202": encapsulated("High-Throughput JPEG 2000 RPCL Lossless"),
  "1.2.840.10008.1.2.4.203": encapsulated("High-Throughput JPEG 2000"),
  "1.2.840.10008.1.2.5": encapsulated("RLE Lossless"),
  "1.2.840.10008.1.2.8.1": encapsulated("Deflated Image Frame"),
} as const satisfies Record<string, TransferSyntax>;

/** UID of a transfer syntax in the table. */
export type TransferSyntaxUid = keyof typeof transferSyntaxes;

export const implicitVrLittleEndian = "1.2.840.10008.1.2" satisfies TransferSyntaxUid;
export const explicitVrLittleEndian = "1.2.840.10008.1.2.1" satisfies TransferSyntaxUid;
export const explicitVrBigEndian = "1.2.840.10008.1.2.2" satisfies TransferSyntaxUid;

function isKnown(uid: string): uid is TransferSyntaxUid {
  return Object.hasOwn(transferSyntaxes, uid);
}

/** @throws {DicomError} `unsupported-transfer-syntax` when the table does not list the UID. */
export function knownTransferSyntax(uid: string, source: string): TransferSyntaxUid {
  if (isKnown(uid)) return uid;
  const known = Object.keys(transferSyntaxes).length;
  const message = `${source} is encoded in transfer syntax ${JSON.stringify(uid)}, none of the ${known} known ones`;
  throw new DicomError("unsupported-transfer-syntax", `${message}; convert it to Explicit VR Little Endian`, {
    source,
  });
}
