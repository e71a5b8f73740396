/** References to other instances. Source: DICOM PS3.3 §10.8 (SOP Instance Reference Macro). */
import type { DatasetValues } from "./write-elements.ts";

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
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}

/** The study that evidence of a report lies in, with its series. Source: DICOM PS3.3 C.17.2.1. */
export function evidenceItem(studyInstanceUid: string, series: readonly SeriesReference[]): DatasetValues {
  return {
    StudyInstanceUID: studyInstanceUid,
    ReferencedSeriesSequence: series.map(({ seriesInstanceUid, instances }) => ({
      SeriesInstanceUID: seriesInstanceUid,
      ReferencedSOPSequence: instances.map(instanceReference),
    })),
  };
}
