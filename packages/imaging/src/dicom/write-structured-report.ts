/**
 * Writes a structured report as a DICOM file of Comprehensive 3D SR Storage.
 *
 * The report is complete as far as a program can complete it, preliminary, and verified by nobody.
 * Source: DICOM PS3.3 A.35.13, C.17.1 (series), C.17.2 (document), C.17.3 (content).
 */
import { type Container, contentItemValues, referencesIn } from "./content-item.ts";
import { type DerivedObject, derivedObjectModules } from "./derived-object.ts";
import { encodeFile } from "./file-meta.ts";
import { evidenceItem, type SeriesReference } from "./sop-reference.ts";
import { notWritable } from "./write-elements.ts";

const comprehensive3dSrStorage = "1.2.840.10008.5.1.4.1.1.88.34";

export interface StructuredReportToWrite {
  readonly object: DerivedObject;
  /** The root of the tree, with the template that it follows. */
  readonly content: Container;
  /** What the report rests on, in the same study; all that its content refers to is among it. */
  readonly evidence: readonly SeriesReference[];
}

/**
 * Encodes a report as a DICOM file.
 * @throws {DicomError} `not-writable` when the content refers to an instance that is not among the evidence, or a value
 *   breaks its representation.
 */
export function writeStructuredReport({ object, content, evidence }: StructuredReportToWrite): Uint8Array {
  const known = new Set(evidence.flatMap(({ instances }) => instances.map(({ sopInstanceUid }) => sopInstanceUid)));
  const unknown = referencesIn(content).find(({ sopInstanceUid }) => !known.has(sopInstanceUid));
  if (unknown !== undefined) {
    const why = `instance ${unknown.sopInstanceUid} is referred to and not among the evidence`;
    throw notWritable("CurrentRequestedProcedureEvidenceSequence", why);
  }
  return encodeFile(
    { sopClassUid: comprehensive3dSrStorage, sopInstanceUid: object.sopInstanceUid },
    {
      ...derivedObjectModules(object, "SR"),
      ReferencedPerformedProcedureStepSequence: [],
      PerformedProcedureCodeSequence: [],
      CompletionFlag: "COMPLETE",
      PreliminaryFlag: "PRELIMINARY",
      VerificationFlag: "UNVERIFIED",
      CurrentRequestedProcedureEvidenceSequence: [evidenceItem(object.context.studyInstanceUid, evidence)],
      ...contentItemValues(content),
    },
  );
}
