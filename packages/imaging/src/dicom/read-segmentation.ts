/**
 * Reads a segmentation back: Segmentation Storage of type BINARY, or Label Map Segmentation Storage of 8 bits, whose
 * frames refer to one image each and have a time, as `writeSegmentation` makes them.
 * Source: DICOM PS3.3 A.51, C.8.20.2; PS3.5 §8.1.1.
 */
import { describe, type Keyword } from "./attributes.ts";
import {
  type Dataset,
  integerOf,
  invalidAttribute,
  itemsOf,
  parseDataset,
  pixelBytesOf,
  required,
  requireWhole,
  textOf,
  unsignedLongOf,
  unsignedOf,
} from "./dataset.ts";
import { DicomError } from "./errors.ts";
import { openDicomFile } from "./part10.ts";
import type { SopReference } from "./sop-reference.ts";

/** One frame of a segmentation. */
export interface ReadPlane {
  /** Undefined in a label map. */
  readonly segmentNumber: number | undefined;
  /** From 1, in the source cine. */
  readonly temporalPositionIndex: number;
  readonly inStackPositionNumber: number;
  /** The image that it was drawn on. */
  readonly source: SopReference;
  /** (Y, X), x fastest: 0 or 1, or segment numbers in a label map. */
  readonly pixels: Uint8Array;
}

export interface ReadSegmentation {
  readonly rows: number;
  readonly columns: number;
  readonly segments: readonly { readonly number: number; readonly label: string }[];
  readonly planes: readonly ReadPlane[];
}

/**
 * @param source name of the file, for messages.
 * @throws {DicomError} `missing-attribute` where frames have no time, place or image; `invalid-attribute` when there are
 *   not as many items as frames; `unsupported-pixel-format` for other bit depths; `truncated`; and as
 *   `parseDicomInstance` for bytes that are no DICOM file.
 */
export function readSegmentation(bytes: Uint8Array, source: string): ReadSegmentation {
  const file = openDicomFile(bytes, source);
  const dataset = parseDataset(file, source);
  requireWhole(dataset);
  const rows = required(unsignedOf(dataset, "Rows"), dataset, "Rows");
  const columns = required(unsignedOf(dataset, "Columns"), dataset, "Columns");
  const count = required(integerOf(dataset, "NumberOfFrames"), dataset, "NumberOfFrames");
  const unpack = unpackerOf(dataset, rows * columns, count);
  const frames = framesOf(dataset, count);
  return Object.freeze({
    rows,
    columns,
    segments: itemsOf(dataset, "SegmentSequence").map((segment) => ({
      number: required(unsignedOf(segment, "SegmentNumber"), segment, "SegmentNumber"),
      label: required(textOf(segment, "SegmentLabel"), segment, "SegmentLabel"),
    })),
    planes: frames.map((frame, n) => ({ ...readPlace(frame), pixels: unpack(n) })),
  });
}

function framesOf(dataset: Dataset, count: number): readonly Dataset[] {
  const frames = itemsOf(dataset, "PerFrameFunctionalGroupsSequence");
  if (frames.length === count) return frames;
  const why = `is ${count}, but ${describe("PerFrameFunctionalGroupsSequence")} has ${frames.length} items`;
  throw invalidAttribute(dataset, "NumberOfFrames", why);
}

function readPlace(frame: Dataset): Omit<ReadPlane, "pixels"> {
  const content = itemOf(frame, "FrameContentSequence");
  const image = itemOf(itemOf(frame, "DerivationImageSequence"), "SourceImageSequence");
  const [segment] = itemsOf(frame, "SegmentIdentificationSequence");
  return {
    segmentNumber: segment === undefined ? undefined : unsignedOf(segment, "ReferencedSegmentNumber"),
    temporalPositionIndex: longOf(content, "TemporalPositionIndex"),
    inStackPositionNumber: longOf(content, "InStackPositionNumber"),
    source: {
      sopClassUid: required(textOf(image, "ReferencedSOPClassUID"), image, "ReferencedSOPClassUID"),
      sopInstanceUid: required(textOf(image, "ReferencedSOPInstanceUID"), image, "ReferencedSOPInstanceUID"),
    },
  };
}

/** How the pixels of frame n are found: bits run on from frame to frame, bytes too. */
function unpackerOf(dataset: Dataset, pixels: number, count: number): (n: number) => Uint8Array {
  const packed = required(pixelBytesOf(dataset, false), dataset, "PixelData");
  const bits = unsignedOf(dataset, "BitsAllocated");
  if (bits !== 1 && bits !== 8) {
    const message = `${dataset.source} has ${bits} bits a voxel; segmentations of 1 or 8 are read`;
    throw new DicomError("unsupported-pixel-format", message, { source: dataset.source });
  }
  const expectedBytes = Math.ceil((count * pixels * bits) / 8);
  if (packed.length < expectedBytes) {
    const message = `${dataset.source} has ${packed.length} bytes of pixels, ${expectedBytes} expected; fetch it again`;
    throw new DicomError("truncated", message, { source: dataset.source });
  }
  if (bits === 8) return (n) => Uint8Array.from(packed.subarray(n * pixels, (n + 1) * pixels));
  const bitAt = (at: number) => (packed[at >>> 3]! >>> (at & 7)) & 1;
  return (n) => Uint8Array.from({ length: pixels }, (_, i) => bitAt(n * pixels + i));
}

function itemOf(dataset: Dataset, keyword: Keyword): Dataset {
  return required(itemsOf(dataset, keyword)[0], dataset, keyword);
}

function longOf(dataset: Dataset, keyword: Keyword): number {
  return required(unsignedLongOf(dataset, keyword), dataset, keyword);
}
