/**
 * Writes pages in colour as one DICOM file, a frame each: Multi-frame True Color Secondary Capture Image Storage.
 * Source: DICOM PS3.3 A.8.5, C.8.6.1 (equipment), C.8.6.3 (image), C.8.6.4 (the vector of page numbers), C.7.6.6 (multi-frame).
 */
import { attributes } from "./attributes.ts";
import { type CodedConcept, codeItem } from "./coded-concept.ts";
import { type DerivedObject, derivedObjectModules } from "./derived-object.ts";
import { encodeFile } from "./file-meta.ts";
import { instanceReference, type SopReference } from "./sop-reference.ts";
import { notWritable } from "./write-elements.ts";

const trueColourSecondaryCaptureStorage = "1.2.840.10008.5.1.4.1.1.7.4";

export interface SecondaryCaptureToWrite {
  readonly object: DerivedObject;
  readonly rows: number;
  readonly columns: number;
  /** (Y, X, 3) of each page, from the first. */
  readonly pages: readonly Uint8Array[];
  /** How the pages were made. */
  readonly derivation: string;
  readonly comments: string;
  /** Whether the pages themselves say who was imaged. */
  readonly identifiesPatient: boolean;
  /** The images that the pages tell of, and in what role. */
  readonly sources: readonly SopReference[];
  readonly purpose: CodedConcept;
}

/** @throws {DicomError} `not-writable` without a page, when one has another number of bytes, or a value breaks its representation. */
export function writeSecondaryCapture(capture: SecondaryCaptureToWrite): Uint8Array {
  const { object, rows, columns, pages } = capture;
  const odd = pages.findIndex((page) => page.length !== 3 * rows * columns);
  if (pages.length === 0 || odd !== -1) {
    throw notWritable("PixelData", `page ${odd + 1} of ${pages.length} is not ${columns} × ${rows} pixels in colour`);
  }
  return encodeFile(
    { sopClassUid: trueColourSecondaryCaptureStorage, sopInstanceUid: object.sopInstanceUid },
    {
      ...derivedObjectModules(object, "OT"),
      ConversionType: "WSD",
      ImageType: ["DERIVED", "SECONDARY"],
      BodyPartExamined: "HEART",
      PatientOrientation: "",
      ImageComments: capture.comments,
      BurnedInAnnotation: capture.identifiesPatient ? "YES" : "NO",
      LossyImageCompression: "00",
      DerivationDescription: capture.derivation,
      SourceImageSequence: capture.sources.map((source) => ({
        ...instanceReference(source),
        PurposeOfReferenceCodeSequence: codeItem(capture.purpose),
      })),
      NumberOfFrames: pages.length,
      ...(pages.length > 1 && {
        FrameIncrementPointer: attributes.PageNumberVector.tag,
        PageNumberVector: pages.map((_, page) => page + 1),
      }),
      SamplesPerPixel: 3,
      PhotometricInterpretation: "RGB",
      PlanarConfiguration: 0,
      Rows: rows,
      Columns: columns,
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      PixelData: joined(pages),
    },
  );
}

function joined(pages: readonly Uint8Array[]): Uint8Array {
  const bytes = pages.reduce((sum, page) => sum + page.length, 0);
  const all = new Uint8Array(bytes + (bytes % 2)); // an odd count is padded, PS3.5 §8.1.1
  let at = 0;
  for (const page of pages) {
    all.set(page, at);
    at += page.length;
  }
  return all;
}
