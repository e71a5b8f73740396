/** What every output of a study is made from, and how a DICOM object of it is told from all others. */
import { createHash } from "node:crypto";
import { type DerivedObject, isWritable, type SourceCine, type StudyContext, uidFrom } from "@cmrkit/imaging";
import type { Analysis } from "../analyse.ts";
import { measurementsJson } from "../measurements.ts";
import type { ModelFacts } from "../model-facts.ts";

export const RESEARCH_USE_ONLY = "Research use only. Not a medical device.";

/** When results are written. DICOM objects state local time without a zone, as their images do. */
export interface Moment {
  /** YYYYMMDD, local. */
  readonly date: string;
  /** HHMMSS, local. */
  readonly time: string;
  /** The same in ISO 8601 with its zone. */
  readonly instant: string;
}

export interface HandOnJob {
  readonly analysis: Analysis;
  readonly writtenAt: Moment;
}

/** A job whose study came as DICOM images, to which objects can refer. */
export interface DicomJob extends HandOnJob {
  readonly source: SourceCine;
  readonly context: StudyContext;
}

/** The objects that can be written, by their series: the number keeps them behind those of a scanner. */
const objects = {
  segmentation: { seriesNumber: 9001, description: "Segmentation" },
  labelMap: { seriesNumber: 9002, description: "Segmentation, label map" },
  endDiastole: { seriesNumber: 9003, description: "Segmentation, end-diastole" },
  endSystole: { seriesNumber: 9004, description: "Segmentation, end-systole" },
  measurementReport: { seriesNumber: 9005, description: "Measurements" },
  cardiovascularReport: { seriesNumber: 9006, description: "Ventricular analysis" },
  pdf: { seriesNumber: 9007, description: "Report" },
  secondaryCapture: { seriesNumber: 9008, description: "Report, as pictures" },
} as const;

export type ObjectName = keyof typeof objects;

/**
 * Identity, series and equipment of one object. UIDs follow from the images, the results and the moment: the same
 * analysis written twice at one moment gives the same file, anything else another one.
 */
export function derivedObject(job: DicomJob, name: ObjectName): DerivedObject {
  const { context, writtenAt, analysis } = job;
  const { seriesNumber, description } = objects[name];
  const root = uidRoot(job);
  return {
    context,
    sopInstanceUid: uidFrom(root, name, "instance"),
    seriesInstanceUid: uidFrom(root, name, "series"),
    seriesNumber,
    seriesDescription: `${description} (cmrkit, research use only)`,
    contentDate: writtenAt.date,
    contentTime: writtenAt.time,
    equipment: equipmentOf(analysis),
  };
}

/** A structure's own identifier, shared by the objects of one analysis. */
export function trackingUid(job: DicomJob, structure: string): string {
  return uidFrom(uidRoot(job), "structure", structure);
}

/** The program as an observer, the same for every study that one version of program and model looks at. */
export function observerUid({ measurements: { software, model } }: Analysis): string {
  return uidFrom("cmrkit observer", software, model.sha256);
}

function equipmentOf({ measurements: { software, model } }: Analysis): DerivedObject["equipment"] {
  return {
    manufacturer: "cmrkit",
    manufacturerModelName: "cmrkit analyze",
    deviceSerialNumber: model.sha256.slice(0, 16), // Type 1; the weights are what tells two of these devices apart
    softwareVersions: [software, versionOf(model)],
  };
}

/** Whether DICOM objects can hold a model's name: ASCII without a backslash, as their text is in the character set of the images. */
export function isNameable(model: ModelFacts): boolean {
  return isWritable("SoftwareVersions", versionOf(model));
}

/** The longest value, and of the narrowest representation, that the name is part of. */
function versionOf({ name }: ModelFacts): string {
  return `model ${name}`;
}

function uidRoot({ analysis, source, writtenAt }: DicomJob): string {
  const results = createHash("sha256").update(measurementsJson(analysis.measurements)).update(analysis.labels.labels);
  return [source.seriesInstanceUid, writtenAt.instant, results.digest("hex")].join(" ");
}
