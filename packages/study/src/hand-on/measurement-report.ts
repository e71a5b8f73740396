/**
 * The measures as a Measurement Report: one group a structure, with the segment that it was measured on, and one a segment of the wall.
 * Source: DICOM PS3.16 TID 1500 (report), TID 1411 (volumetric region), TID 1501 (group), TID 1419 (measures).
 */
import {
  type CodedMeasure,
  codedMeasures,
  reportConcepts as concepts,
  type StructureName,
  segmentSites,
  structureCodes,
  structureNames,
  structures,
} from "@cmrkit/cardiac";
import {
  type CodedConcept,
  type Container,
  type ContentItem,
  related,
  segmentationStorage,
  seriesReferences,
  writeStructuredReport,
} from "@cmrkit/imaging";
import { evidenceOf } from "./evidence.ts";
import { type DicomJob, derivedObject, trackingUid } from "./job.ts";
import { algorithmItems, contextItems, measureItem, notes, reasons, siteItems } from "./report-items.ts";

/** TID 1500 in Comprehensive 3D SR. It refers to the segmentation that `cineSegmentation` writes of the same job. */
export function measurementReport(job: DicomJob): Uint8Array {
  const { measurements } = job.analysis;
  const measures = codedMeasures(measurements);
  const groups = [
    ...structureNames.map((structure) => measurementGroup(job, structure, measures)),
    ...segmentSites.flatMap((site) => segmentGroup(job, site, measures)),
  ];
  const content: Container = {
    kind: "container",
    name: concepts.measurementReport,
    template: "1500",
    children: [
      ...contextItems(job),
      ...related(
        "CONTAINS",
        { kind: "container", name: concepts.imagingMeasurements, children: related("CONTAINS", ...groups) },
        { kind: "container", name: concepts.summary, children: related("CONTAINS", ...notes(measurements)) },
      ),
    ],
  };
  return writeStructuredReport({ object: derivedObject(job, "measurementReport"), content, evidence: evidenceOf(job) });
}

/** The series that was segmented; of a stack joined from several its images, since the template has room for one series. */
function sourceItems({ source }: DicomJob): readonly ContentItem[] {
  const [first, ...others] = seriesReferences(source.frames);
  const series = concepts.sourceSeriesForSegmentation;
  if (others.length === 0) return [{ kind: "uid", name: series, value: source.seriesInstanceUid }];
  const images = [first!, ...others].flatMap(({ instances }) => instances);
  return images.map((reference) => ({ kind: "image", name: concepts.sourceImageForSegmentation, reference }));
}

function measurementGroup(job: DicomJob, structure: StructureName, all: readonly CodedMeasure[]): Container {
  const measures = all.filter((measure) => measure.structure === structure && measure.site === undefined);
  const { title, label } = structures[structure];
  const algorithm = algorithmItems(job.analysis.measurements);
  const reference = { sopClassUid: segmentationStorage, ...derivedObject(job, "segmentation") };
  return {
    kind: "container",
    name: concepts.measurementGroup,
    template: "1411",
    children: [
      ...related(
        "HAS OBS CONTEXT",
        { kind: "text", name: concepts.trackingIdentifier, value: title },
        { kind: "uid", name: concepts.trackingUniqueIdentifier, value: trackingUid(job, structure) },
      ),
      ...related("CONTAINS", {
        kind: "image",
        name: concepts.referencedSegment,
        reference,
        segmentNumber: label,
      }),
      ...related("CONTAINS", ...sourceItems(job)),
      ...related("HAS CONCEPT MOD", {
        kind: "code",
        name: concepts.findingSite,
        value: structureCodes[structure].type,
      }),
      ...related("CONTAINS", ...measures.map((measure) => measureItem(measure, algorithm)), ...reasons(measures)),
    ],
  };
}

/** A segment of the wall by the AHA; none where nothing was asked of it. */
function segmentGroup(job: DicomJob, site: CodedConcept, all: readonly CodedMeasure[]): readonly Container[] {
  const measures = all.filter((measure) => measure.site?.value === site.value);
  if (measures.length === 0) return [];
  const algorithm = algorithmItems(job.analysis.measurements);
  const children = [
    ...related(
      "HAS OBS CONTEXT",
      { kind: "text", name: concepts.trackingIdentifier, value: site.meaning },
      { kind: "uid", name: concepts.trackingUniqueIdentifier, value: trackingUid(job, site.value) },
    ),
    ...siteItems(site),
    ...related("CONTAINS", ...measures.map((measure) => measureItem(measure, algorithm)), ...reasons(measures)),
  ];
  return [{ kind: "container", name: concepts.measurementGroup, template: "1501", children }];
}
