/**
 * Every code that cmrkit's results carry: SNOMED CT, LOINC, the DICOM standard's own codes, and UCUM units.
 *
 * Source: DICOM PS3.16, of which the context group is named with each table. A quantity without a code there has
 * none here, and is told by its name.
 */
import type { CodedConcept, CodingScheme } from "@cmrkit/imaging";
import type { StructureName } from "./structures.ts";

function concept(scheme: CodingScheme, value: string, meaning: string): CodedConcept {
  return Object.freeze({ scheme, value, meaning });
}

/** What a segmented structure is, in the words of a segmentation. */
export interface StructureCodes {
  /** CID 7150. */
  readonly category: CodedConcept;
  /** CID 7152 for the cavities; of their ventricle, since there is no code for the cavity alone. */
  readonly type: CodedConcept;
  readonly region: CodedConcept;
}

const anatomicalStructure = concept("SCT", "91723000", "Anatomical Structure");
const heart = concept("SCT", "80891009", "Heart");
/** CID 3463. */
const leftVentricle = concept("SCT", "87878005", "Left ventricle");
const rightVentricle = concept("SCT", "53085002", "Right ventricle");

export const structureCodes: Readonly<Record<StructureName, StructureCodes>> = Object.freeze({
  rightVentricleBloodPool: { category: anatomicalStructure, type: rightVentricle, region: heart },
  leftVentricularMyocardium: {
    category: anatomicalStructure,
    type: concept("SCT", "49848007", "Left Ventricle Myocardium"),
    region: heart,
  },
  leftVentricleBloodPool: { category: anatomicalStructure, type: leftVentricle, region: heart },
});

/** Units as UCUM writes them. */
export const units = Object.freeze({
  ml: concept("UCUM", "mL", "mL"),
  percent: concept("UCUM", "%", "%"),
  g: concept("UCUM", "g", "g"),
  lPerMin: concept("UCUM", "L/min", "L/min"),
  mlPerM2: concept("UCUM", "mL/m2", "mL/m2"),
  gPerM2: concept("UCUM", "g/m2", "g/m2"),
  lPerMinPerM2: concept("UCUM", "L/min/m2", "L/min/m2"),
  m2: concept("UCUM", "m2", "m2"),
  perMin: concept("UCUM", "/min", "/min"),
  mm: concept("UCUM", "mm", "mm"),
  ms: concept("UCUM", "ms", "ms"),
  mlPerS: concept("UCUM", "mL/s", "mL/s"),
});

/**
 * The segments of the left ventricle, by their number from 1: CID 3717. The base first, counted from the anterior wall over the septum.
 */
const segmentCodes: readonly (readonly [code: string, where: string])[] = [
  ["264850008", "basal anterior"],
  ["396482007", "basal anteroseptal"],
  ["396646008", "basal inferoseptal"],
  ["264846001", "basal inferior"],
  ["396652009", "basal inferolateral"],
  ["396654005", "basal anterolateral"],
  ["264848000", "mid anterior"],
  ["396647004", "mid anteroseptal"],
  ["396649001", "mid inferoseptal"],
  ["264847005", "mid inferior"],
  ["396655006", "mid inferolateral"],
  ["396656007", "mid anterolateral"],
  ["264844003", "apical anterior"],
  ["264845002", "apical septal"],
  ["264849008", "apical inferior"],
  ["264853005", "apical lateral"],
];

/** Of segments 1 to 16, in that order. */
export const segmentSites: readonly CodedConcept[] = Object.freeze(
  segmentCodes.map(([code, where]) => concept("SCT", code, `left ventricle ${where} segment`)),
);

/** CID 12233. */
export const cardiacPhases = Object.freeze({
  endDiastole: concept("SCT", "416190007", "End diastole"),
  endSystole: concept("SCT", "416430001", "End Systole"),
});

/**
 * CID 3833 (ejection fraction by MR), 3835 (volumes), 12203 (mass), 12239 (output), 3455 (body surface), 12304 (strain); rates, times and
 * thickness are the standard's own, of annex D.
 */
export const quantities = Object.freeze({
  leftEndDiastolicVolume: concept("LN", "8821-1", "Left Ventricular ED Volume"),
  leftEndSystolicVolume: concept("LN", "8823-7", "Left Ventricular ES Volume"),
  rightEndDiastolicVolume: concept("LN", "8822-9", "Right Ventricular ED Volume"),
  rightEndSystolicVolume: concept("LN", "8824-5", "Right Ventricular ES Volume"),
  leftEjectionFraction: concept("LN", "8811-2", "Left ventricular ejection fraction by MR"),
  rightEjectionFraction: concept("LN", "8818-7", "Right ventricular ejection fraction by MR"),
  leftMass: concept("LN", "18087-7", "Left Ventricle Mass"),
  strokeVolume: concept("SCT", "90096001", "Stroke Volume"),
  strokeIndex: concept("SCT", "277381004", "Stroke Index"),
  cardiacOutput: concept("SCT", "82799009", "Cardiac Output"),
  cardiacIndex: concept("SCT", "54993008", "Cardiac Index"),
  bodySurfaceArea: concept("LN", "8277-6", "BSA"),
  heartRate: concept("LN", "8867-4", "Heart rate"),
  peakEjectionRate: concept("DCM", "122616", "Peak Ejection Rate"),
  peakEjectionTime: concept("DCM", "122617", "Peak Ejection Time"),
  peakFillingRate: concept("DCM", "122618", "Peak Filling Rate"),
  peakFillingTime: concept("DCM", "122619", "Peak Filling Time"),
  wallThickness: concept("DCM", "122445", "Wall Thickness"),
  radialStrain: concept("DCM", "130675", "Radial Lagrangian Strain"),
  circumferentialStrain: concept("DCM", "130677", "Circumferential Lagrangian Strain"),
});

/** Concepts by which reports are built. */
export const reportConcepts = Object.freeze({
  cardiacMri: concept("SCT", "241620005", "Cardiac MRI"),
  leftVentricle,
  rightVentricle,
  imagingReport: concept("LN", "18748-4", "Diagnostic Imaging Report"),
  findingSite: concept("SCT", "363698007", "Finding Site"),
  cardiacCyclePhase: concept("SCT", "246092007", "Cardiac cycle phase"),
  artificialIntelligence: concept("DCM", "123110", "Artificial Intelligence"),
  measurementReport: concept("DCM", "126000", "Imaging Measurement Report"),
  imagingMeasurements: concept("DCM", "126010", "Imaging Measurements"),
  measurementGroup: concept("DCM", "125007", "Measurement Group"),
  language: concept("DCM", "121049", "Language of Content Item and Descendants"),
  observerType: concept("DCM", "121005", "Observer Type"),
  device: concept("DCM", "121007", "Device"),
  deviceObserverUid: concept("DCM", "121012", "Device Observer UID"),
  deviceObserverName: concept("DCM", "121013", "Device Observer Name"),
  deviceObserverManufacturer: concept("DCM", "121014", "Device Observer Manufacturer"),
  deviceObserverModelName: concept("DCM", "121015", "Device Observer Model Name"),
  deviceObserverSerialNumber: concept("DCM", "121016", "Device Observer Serial Number"),
  procedureReported: concept("DCM", "121058", "Procedure reported"),
  currentProcedureDescriptions: concept("DCM", "121064", "Current Procedure Descriptions"),
  procedureDescription: concept("DCM", "121065", "Procedure Description"),
  findings: concept("DCM", "121070", "Findings"),
  comment: concept("DCM", "121106", "Comment"),
  summary: concept("DCM", "121111", "Summary"),
  trackingIdentifier: concept("DCM", "112039", "Tracking Identifier"),
  trackingUniqueIdentifier: concept("DCM", "112040", "Tracking Unique Identifier"),
  referencedSegment: concept("DCM", "121191", "Referenced Segment"),
  sourceImageForSegmentation: concept("DCM", "121233", "Source image for segmentation"),
  sourceSeriesForSegmentation: concept("DCM", "121232", "Source series for segmentation"),
  algorithmName: concept("DCM", "111001", "Algorithm Name"),
  algorithmVersion: concept("DCM", "111003", "Algorithm Version"),
  analysisPerformed: concept("DCM", "111004", "Analysis Performed"),
  index: concept("DCM", "121425", "Index"),
  measurementFailure: concept("DCM", "114006", "Measurement failure"),
  cardiovascularAnalysisReport: concept("DCM", "122600", "Cardiovascular Analysis Report"),
  ventricularAnalysis: concept("DCM", "122601", "Ventricular Analysis"),
  absoluteValues: concept("DCM", "122608", "Absolute Values Of Ventricular Measurements"),
  normalizedValues: concept("DCM", "122609", "Normalized Values Of Ventricular Measurements"),
});
