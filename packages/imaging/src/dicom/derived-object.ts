/**
 * The modules that every object derived from a cine shares: patient, study, series, equipment.
 * Source: DICOM PS3.3 C.7.1 to C.7.5.
 */
import { copiedUid } from "./sop-reference.ts";
import type { StudyContext } from "./study-context.ts";
import type { DatasetValues } from "./write-elements.ts";

/** What tells one derived object from another; nothing of it is taken from the clock or from chance. */
export interface DerivedObject {
  readonly context: StudyContext;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  /** YYYYMMDD, local to where the object was made. */
  readonly contentDate: string;
  /** HHMMSS. */
  readonly contentTime: string;
  readonly equipment: Equipment;
}

/** The program that made the object. Source: DICOM PS3.3 C.7.5.2 (Enhanced General Equipment). */
export interface Equipment {
  readonly manufacturer: string;
  readonly manufacturerModelName: string;
  readonly deviceSerialNumber: string;
  readonly softwareVersions: readonly string[];
}

/** Patient, Study, Series and Enhanced General Equipment. */
export function derivedObjectModules(object: DerivedObject, modality: "SEG" | "SR" | "DOC" | "OT"): DatasetValues {
  const { context, equipment } = object;
  const { PositionReferenceIndicator: _, ...patientAndStudy } = context.elements;
  return {
    ...patientAndStudy,
    StudyInstanceUID: copiedUid("StudyInstanceUID", context.studyInstanceUid),
    Modality: modality,
    SeriesInstanceUID: object.seriesInstanceUid,
    SeriesNumber: object.seriesNumber,
    SeriesDescription: object.seriesDescription,
    InstanceNumber: 1,
    ContentDate: object.contentDate,
    ContentTime: object.contentTime,
    Manufacturer: equipment.manufacturer,
    ManufacturerModelName: equipment.manufacturerModelName,
    DeviceSerialNumber: equipment.deviceSerialNumber,
    SoftwareVersions: equipment.softwareVersions,
  };
}
