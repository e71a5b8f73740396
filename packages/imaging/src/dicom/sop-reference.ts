/** References to other instances. Source: DICOM PS3.3 §10.8 (SOP Instance Reference Macro). */
import type { Keyword } from "./attributes.ts";
import { type DatasetValues, isWritable, notWritable } from "./write-elements.ts";

export interface SopReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** Instances of one series. */
export interface SeriesReference {
  readonly seriesInstanceUid: string;
  readonly instances: readonly SopReference[];
}

export function instanceReference({ sopClassUid, sopInstanceUid }: SopReference): DatasetValues {
  return {
    ReferencedSOPClassUID: sopClassUid,
    ReferencedSOPInstanceUID: copiedUid("ReferencedSOPInstanceUID", sopInstanceUid),
  };
}

/**
 * A UID of other objects, as it must be written to lead to them. Archives hold some whose components begin with a zero,
 * which the standard forbids (PS3.5 §9.1), those of the Sunnybrook collection among them: they are copied as they are.
 * @throws {DicomError} `not-writable` when it is not even digits and dots, at most 64.
 */
export function copiedUid(keyword: Keyword, uid: string): string | Uint8Array {
  if (isWritable(keyword, uid)) return uid;
  if (/^[\d.]{1,64}$/.test(uid)) return new TextEncoder().encode(uid);
  throw notWritable(keyword, `${JSON.stringify(uid)} is no unique identifier`);
}

/** Whether a UID keeps the rules of the standard, PS3.5 §9.1. */
export function isWellFormedUid(uid: string): boolean {
  return isWritable("SOPInstanceUID", uid);
}

/** The study that evidence of a report lies in, with its series. Source: DICOM PS3.3 C.17.2.1. */
export function evidenceItem(studyInstanceUid: string, series: readonly SeriesReference[]): DatasetValues {
  return {
    StudyInstanceUID: copiedUid("StudyInstanceUID", studyInstanceUid),
    ReferencedSeriesSequence: series.map(({ seriesInstanceUid, instances }) => ({
      SeriesInstanceUID: copiedUid("SeriesInstanceUID", seriesInstanceUid),
      ReferencedSOPSequence: instances.map(instanceReference),
    })),
  };
}
