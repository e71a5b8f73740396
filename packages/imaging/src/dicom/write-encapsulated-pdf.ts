/** Writes a PDF document as a DICOM file. Source: DICOM PS3.3 A.45.1, C.24.1 (series), C.24.2 (document). */
import { type CodedConcept, codeItem } from "./coded-concept.ts";
import { type DerivedObject, derivedObjectModules } from "./derived-object.ts";
import { encodeFile } from "./file-meta.ts";
import { notWritable } from "./write-elements.ts";

const encapsulatedPdfStorage = "1.2.840.10008.5.1.4.1.1.104.1";

export interface EncapsulatedPdfToWrite {
  readonly object: DerivedObject;
  readonly title: string;
  readonly concept: CodedConcept;
  /** Whether the document itself says who was imaged. */
  readonly identifiesPatient: boolean;
  /** The whole PDF file. */
  readonly pdf: Uint8Array;
}

/** @throws {DicomError} `not-writable` when the bytes are no PDF, or a value breaks its representation. */
export function writeEncapsulatedPdf(document: EncapsulatedPdfToWrite): Uint8Array {
  const { object, title, concept, pdf, identifiesPatient } = document;
  const signature = new TextDecoder("latin1").decode(pdf.subarray(0, 5));
  if (signature !== "%PDF-") throw notWritable("EncapsulatedDocument", "the document does not begin as a PDF does");
  return encodeFile(
    { sopClassUid: encapsulatedPdfStorage, sopInstanceUid: object.sopInstanceUid },
    {
      ...derivedObjectModules(object, "DOC"),
      ConversionType: "WSD",
      AcquisitionDateTime: "",
      BurnedInAnnotation: identifiesPatient ? "YES" : "NO",
      DocumentTitle: title,
      ConceptNameCodeSequence: codeItem(concept),
      MIMETypeOfEncapsulatedDocument: "application/pdf",
      EncapsulatedDocument: pdf,
    },
  );
}
