/** The files of a result folder: every name that one can have, and the content of one analysis. */
import type { Analysis } from "../analyse.ts";
import { handedOnNames } from "../hand-on/outputs.ts";
import { measurementsJson } from "../measurements.ts";
import { reportHtml } from "../report/report.ts";
import { segmentsCsv } from "./segments-csv.ts";
import { slicesCsv } from "./slices-csv.ts";
import { volumesCsv } from "./volumes-csv.ts";
import type { NamedFile } from "./write-folder.ts";

export const resultNames: readonly string[] = Object.freeze([
  "measurements.json",
  "volumes.csv",
  "segments.csv",
  "slices.csv",
  "report.html",
  "segmentation.nii.gz",
  "segmentation-ed.nii.gz",
  "segmentation-es.nii.gz",
  ...handedOnNames,
]);

export function resultFiles(analysis: Analysis): readonly NamedFile[] {
  const { measurements, volume, segmentations } = analysis;
  return [
    { name: "measurements.json", content: measurementsJson(measurements) },
    { name: "volumes.csv", content: volumesCsv(measurements, volume.frameTimesMs) },
    { name: "segments.csv", content: segmentsCsv(measurements) },
    { name: "slices.csv", content: slicesCsv(measurements) },
    { name: "report.html", content: reportHtml(analysis) },
    ...segmentations.map(({ name, bytes }) => ({ name, content: bytes })),
  ];
}
