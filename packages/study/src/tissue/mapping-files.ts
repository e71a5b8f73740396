/** The files of measured maps. */
import { writeNiftiLabels } from "@cmrkit/imaging";
import { type CsvCell, csvText } from "../output/csv.ts";
import type { NamedFile } from "../output/write-folder.ts";
import { type MapKind, mapKinds } from "./map-unit.ts";
import { BLOOD, type Mapping, type MappingMeasurements, UNSEGMENTED } from "./mapping.ts";
import { mappingReport } from "./mapping-report.ts";
import { sixteenSegments } from "./tissue-segments.ts";

const regionFiles: Readonly<Record<MapKind, string>> = {
  t1Native: "t1-native-regions.nii.gz",
  t1PostContrast: "t1-post-contrast-regions.nii.gz",
  t2: "t2-regions.nii.gz",
};

export const mappingNames: readonly string[] = Object.freeze([
  "mapping.json",
  "map-segments.csv",
  "report.html",
  "regions.json",
  ...Object.values(regionFiles),
]);

/** Measurements, a row a segment, the report, and for each map the voxels that were read. @throws {NiftiError} `header-mismatch`. */
export function mappingFiles(mapping: Mapping): readonly NamedFile[] {
  const { measurements, regions } = mapping;
  return [
    { name: "mapping.json", content: `${JSON.stringify(measurements, null, 2)}\n` },
    { name: "map-segments.csv", content: mapSegmentsCsv(measurements) },
    { name: "report.html", content: mappingReport(mapping) },
    { name: "regions.json", content: `${JSON.stringify(regionNames, null, 2)}\n` },
    ...[...regions].map(([kind, { ventricles, regions: labels, still }]) => ({
      name: regionFiles[kind],
      content: writeNiftiLabels(
        { ...ventricles, labels },
        { gzip: true, ...(still.niftiHeader && { like: still.niftiHeader }) },
      ),
    })),
  ];
}

const regionNames: Readonly<Record<number, string>> = Object.freeze({
  ...Object.fromEntries(sixteenSegments.map(({ segmentNumber, name }) => [segmentNumber, name])),
  [UNSEGMENTED]: "myocardium outside of every segment",
  [BLOOD]: "blood",
});

/** One row a segment; each map with mean, deviation and number of voxels. */
function mapSegmentsCsv({ maps, segments }: MappingMeasurements): string {
  const kinds = mapKinds.filter((kind) => maps[kind] !== undefined);
  const heading = [
    "segmentNumber",
    "name",
    ...kinds.flatMap((kind) => [`${kind}Ms`, `${kind}SdMs`, `${kind}Voxels`]),
    "partitionCoefficient",
    "extracellularVolumePercent",
  ];
  const rows = segments.map((segment): CsvCell[] => [
    segment.segmentNumber,
    segment.name,
    ...kinds.flatMap((kind) => {
      const { mean, standardDeviation, voxels } = segment.maps[kind]!;
      return [mean, standardDeviation, voxels];
    }),
    segment.partitionCoefficient,
    segment.extracellularVolumePercent,
  ]);
  return csvText([heading, ...rows]);
}
