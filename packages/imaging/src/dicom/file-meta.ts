/** What stands before the data set of every file that we write. Source: DICOM PS3.10 §7.1, table 7.1-1. */
import { explicitVrLittleEndian } from "./transfer-syntax.ts";
import { uidFrom } from "./uid.ts";
import { concatenate, type DatasetValues, encodeDataset, encodeMetaElement } from "./write-elements.ts";

const implementationClassUid = uidFrom("cmrkit", "implementation class");
const implementationVersionName = "CMRKIT";

/** The instance that a file holds. */
export interface SopInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/**
 * A DICOM file in Explicit VR Little Endian: preamble, prefix, file meta information and the data set, into which SOP
 * class and instance are put.
 * @throws {DicomError} `not-writable` when a value breaks the rules of its value representation.
 */
export function encodeFile({ sopClassUid, sopInstanceUid }: SopInstance, dataset: DatasetValues): Uint8Array {
  const body = encodeDataset({ ...dataset, SOPClassUID: sopClassUid, SOPInstanceUID: sopInstanceUid });
  return concatenate([fileMeta({ sopClassUid, sopInstanceUid }), body]);
}

/** Preamble, prefix and file meta information for a data set in a transfer syntax, Explicit VR Little Endian unless stated. */
export function fileMeta(
  { sopClassUid, sopInstanceUid }: SopInstance,
  transferSyntaxUid: string = explicitVrLittleEndian,
): Uint8Array {
  const elements = concatenate([
    encodeMetaElement(0x0002_0001, "OB", new Uint8Array([0, 1])),
    encodeMetaElement(0x0002_0002, "UI", sopClassUid),
    encodeMetaElement(0x0002_0003, "UI", sopInstanceUid),
    encodeMetaElement(0x0002_0010, "UI", transferSyntaxUid),
    encodeMetaElement(0x0002_0012, "UI", implementationClassUid),
    encodeMetaElement(0x0002_0013, "SH", implementationVersionName),
  ]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, elements.length, true);
  const prefix = new TextEncoder().encode("DICM");
  return concatenate([new Uint8Array(128), prefix, encodeMetaElement(0x0002_0000, "UL", length), elements]);
}
