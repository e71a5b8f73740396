/**
 * What a report calls its study: digits by which it is told from others and found again, and which say nothing of the patient.
 * Not a pseudonym: who has the images can compute it.
 */
import { createHash } from "node:crypto";
import type { InputFacts } from "../input/study-input.ts";

/**
 * The first eight digits of the SHA-256 of the Study Instance UID, or of the first NIfTI file, as `4F7A-19C2`; undefined where
 * the input has neither.
 */
export function studyCode({ studyInstanceUid, filesSha256 }: InputFacts): string | undefined {
  if (studyInstanceUid !== undefined) return codeOfStudy(studyInstanceUid);
  const [first] = filesSha256 ?? [];
  return first === undefined ? undefined : inGroups(first);
}

/** Of a DICOM study. */
export function codeOfStudy(studyInstanceUid: string): string {
  return inGroups(createHash("sha256").update(studyInstanceUid).digest("hex"));
}

/** Of the digits of a SHA-256. */
export function inGroups(sha256: string): string {
  return `${sha256.slice(0, 4)}-${sha256.slice(4, 8)}`.toUpperCase();
}

/** Where the digits come from, in words. */
export function saidOfCode(input: InputFacts): string {
  const code = studyCode(input);
  if (code === undefined) return "";
  const of = input.studyInstanceUid === undefined ? "the first file" : "its Study Instance UID";
  return `${code}, the first digits of the SHA-256 of ${of}`;
}
