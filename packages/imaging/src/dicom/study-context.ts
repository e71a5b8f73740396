/**
 * Who was imaged, and in which study, as bytes to copy into objects that are derived from the images, so that an
 * archive files them together.
 *
 * This is the one place that reads who the patient is. What it returns goes into DICOM objects of the same study and
 * nowhere else: no measurement, report, message or log holds it.
 * Source: DICOM PS3.3 C.7.1.1, C.7.2.1, C.7.2.2 and C.7.4.1.
 */
import { attributes, type Keyword } from "./attributes.ts";
import { type Dataset, parseDataset, rawBytesOf, required, requireWhole, textOf } from "./dataset.ts";
import { openDicomFile } from "./part10.ts";
import type { DatasetValues } from "./write-elements.ts";
import { isWritable } from "./write-elements.ts";

/** What derived objects share with the images that they come from. */
export interface StudyContext {
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string | undefined;
  /** Elements to copy, in the character set that they declare; Type 2 attributes are all there. */
  readonly elements: DatasetValues;
  /** Attributes of the images whose value the standard forbids, and which are therefore not copied. */
  readonly leftOut: readonly Keyword[];
}

const type2: readonly Keyword[] = [
  ...(["PatientName", "PatientID", "PatientBirthDate", "PatientSex"] as const),
  ...(["StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber"] as const),
  "PositionReferenceIndicator",
];

const type3: readonly Keyword[] = [
  ...(["IssuerOfPatientID", "PatientAge", "PatientSize", "PatientWeight", "StudyDescription"] as const),
];

/** A removed identity is stated together with how it was removed, or not at all: the one requires the other. */
const deidentification: readonly Keyword[] = ["PatientIdentityRemoved", "DeidentificationMethod"];

/**
 * Reads patient and study of an image.
 * @param bytes the whole file.
 * @param source name of the file, for messages.
 * @throws {DicomError} as `parseDicomInstance`.
 */
export function readStudyContext(bytes: Uint8Array, source: string): StudyContext {
  const dataset = parseDataset(openDicomFile(bytes, source), source);
  requireWhole(dataset);
  const optional = [...type3, ...(deidentification.every((keyword) => has(dataset, keyword)) ? deidentification : [])];
  const given = ["SpecificCharacterSet" as const, ...type2, ...optional].filter((keyword) => has(dataset, keyword));
  const copied = given.filter((keyword) => isCopied(dataset, keyword));
  return Object.freeze({
    studyInstanceUid: required(textOf(dataset, "StudyInstanceUID"), dataset, "StudyInstanceUID"),
    frameOfReferenceUid: textOf(dataset, "FrameOfReferenceUID"),
    elements: Object.freeze({
      ...Object.fromEntries(type2.map((keyword) => [keyword, ""])),
      ...Object.fromEntries(copied.map((keyword) => [keyword, Uint8Array.from(rawBytesOf(dataset, keyword)!)])),
    }),
    leftOut: Object.freeze(given.filter((keyword) => !copied.includes(keyword))),
  });
}

function has(dataset: Dataset, keyword: Keyword): boolean {
  return textOf(dataset, keyword) !== undefined;
}

/** Representations that hold a person's text in the image's own character set, of which only the bytes are known. */
const FREE_TEXT: ReadonlySet<string> = new Set(["LO", "PN", "SH"]);

function isCopied(dataset: Dataset, keyword: Keyword): boolean {
  if (FREE_TEXT.has(attributes[keyword].vr)) return true;
  if (keyword === "SpecificCharacterSet") return true;
  const text = textOf(dataset, keyword)!;
  return isWritable(keyword, text) && (keyword !== "PatientSex" || /^[MFO]$/.test(text));
}

/** A patient's number, and who gave it. */
export interface PatientIdentifier {
  readonly value: string;
  readonly issuer: string | undefined;
}

/**
 * The numbers by which a hospital knows patient and study, for a caller that was asked to pass them on.
 * @throws {DicomError} as `readStudyContext`.
 */
export function readPatientIdentifier(
  bytes: Uint8Array,
  source: string,
): { readonly patient: PatientIdentifier | undefined; readonly studyInstanceUid: string } {
  const dataset = parseDataset(openDicomFile(bytes, source), source);
  requireWhole(dataset);
  const value = textOf(dataset, "PatientID");
  return {
    patient: value === undefined ? undefined : { value, issuer: textOf(dataset, "IssuerOfPatientID") },
    studyInstanceUid: required(textOf(dataset, "StudyInstanceUID"), dataset, "StudyInstanceUID"),
  };
}
