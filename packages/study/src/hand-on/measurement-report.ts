/**
 * The measures as a Measurement Report: one group a structure, with the segment that it was measured on.
 * Source: DICOM PS3.16 TID 1500 (report), TID 1411 (volumetric region), TID 1419 (measures).
 */
import {
  type CodedMeasure,
  codedMeasures,
  reportConcepts as concepts,
  type StructureName,
  structureCodes,
  structureNames,
  structures,
} from "@cmrkit/cardiac";
import {
  type Container,
  type ContentItem,
  related,
  segmentationStorage,
  seriesReferences,
  writeStructuredReport,
} from "@cmrkit/imaging";
import { evidenceOf } from "./evidence.ts";
import { type DicomJob, derivedObject, trackingUid } from "./job.ts";
import { algorithmItems, contextItems, measureItem, notes, reasons } from "./report-items.ts";

/** TID 1500 in Comprehensive 3D SR. It refers to the segmentation that `cineSegmentation` writes of the same job. */
export function measurementReport(job: DicomJob): Uint8Array {
  const { measurements } = job.analysis;
  const measures = codedMeasures(measurements);
  const groups = structureNames.map((structure) => measurementGroup(job, structure, measures));
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
  const measures = all.filter((measure) => measure.structure === structure);
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
