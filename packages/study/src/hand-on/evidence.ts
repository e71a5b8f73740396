/** What a report rests on: the images of the cine and the segmentation of them. */
import { type SeriesReference, segmentationStorage, seriesReferences } from "@cmrkit/imaging";
import { type DicomJob, derivedObject } from "./job.ts";

export function evidenceOf(job: DicomJob): readonly SeriesReference[] {
  const { seriesInstanceUid, sopInstanceUid } = derivedObject(job, "segmentation");
  return [
    ...seriesReferences(job.source.frames),
    { seriesInstanceUid, instances: [{ sopClassUid: segmentationStorage, sopInstanceUid }] },
  ];
}
