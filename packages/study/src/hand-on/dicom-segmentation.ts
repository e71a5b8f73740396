/** The labels of a study as DICOM segmentations: the whole cine, as bits or as a label map, or one phase alone. */
import {
  isMeasured,
  type Measured,
  reportConcepts,
  type StructureName,
  structureCodes,
  structureNames,
  structures,
} from "@cmrkit/cardiac";
import {
  type Segment,
  type SegmentationAlgorithm,
  type SegmentationEncoding,
  scaledCieLab,
  writeSegmentation,
} from "@cmrkit/imaging";
import { saidOfContours } from "../contour-origin.ts";
import { StudyError } from "../errors.ts";
import type { ContourOrigin } from "../measurements.ts";
import { type DicomJob, derivedObject, type ObjectName, RESEARCH_USE_ONLY, trackingUid } from "./job.ts";

/** Every frame of the cine. */
export function cineSegmentation(job: DicomJob, encoding: SegmentationEncoding): Uint8Array {
  const { frameCount } = job.analysis.labels;
  const everyFrame = Array.from({ length: frameCount }, (_, t) => t);
  return segmentation(job, encoding === "binary" ? "segmentation" : "labelMap", encoding, everyFrame);
}

/**
 * End-diastole or end-systole of the left ventricle, for viewers that show one frame of time only.
 * @throws {StudyError} `output-unavailable` when the phase is not measurable.
 */
export function phaseSegmentation(job: DicomJob, phase: "endDiastole" | "endSystole"): Uint8Array {
  const { phases } = job.analysis.measurements;
  const frame: Measured = phase === "endDiastole" ? phases.endDiastoleIndex : phases.endSystoleIndex;
  if (isMeasured(frame)) return segmentation(job, phase, "binary", [frame]);
  const message = `seg-phases: the frame is not known, because ${frame.notMeasurable}; leave this output out`;
  throw new StudyError("output-unavailable", message, { output: "seg-phases" });
}

function segmentation(
  job: DicomJob,
  name: ObjectName,
  encoding: SegmentationEncoding,
  frameIndices: readonly number[],
): Uint8Array {
  const { analysis, source } = job;
  const { model, software, contours } = analysis.measurements;
  return writeSegmentation({
    object: derivedObject(job, name),
    encoding,
    contentLabel: "CARDIAC",
    contentDescription: "Ventricles and myocardium; research use only",
    imageComments: `${RESEARCH_USE_ONLY} Contours: ${saidOfContours(analysis.measurements)}.`,
    source,
    labels: analysis.labels,
    frameIndices,
    segments: structureNames.map((structure) => segmentOf(job, structure)),
    algorithm: {
      type: algorithmTypes[contours],
      family: reportConcepts.artificialIntelligence,
      name: model.name,
      version: `${software}, ${model.sha256.slice(0, 16)}`,
    },
  });
}

/** A person may have changed the contours of earlier results since. */
const algorithmTypes = {
  model: "AUTOMATIC",
  "earlier results": "SEMIAUTOMATIC",
} as const satisfies Record<ContourOrigin, SegmentationAlgorithm["type"]>;

/** The segment of a structure; its number is the structure's label. */
function segmentOf(job: DicomJob, structure: StructureName): Segment {
  const { label, title, colour } = structures[structure];
  return {
    number: label,
    label: title,
    ...structureCodes[structure],
    displayCieLab: scaledCieLab(colour),
    trackingId: title,
    trackingUid: trackingUid(job, structure),
  };
}
