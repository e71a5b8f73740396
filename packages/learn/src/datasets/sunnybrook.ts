/**
 * Sunnybrook cardiac data: short-axis cine of 45 patients with expert outlines, the cavity at end-diastole and end-systole, the
 * epicardium at end-diastole alone. So the end-diastolic image has cavity and myocardium, what lies between the two outlines,
 * and the end-systolic one the cavity; papillary muscles belong to the cavity.
 *
 * A stack is made of the outlined slices, ordered by position: where only some were outlined, base and apex are missing, and its
 * volume is not the heart's. Which phase a slice shows is told by its outlines: the one with an epicardium is end-diastole.
 * Patients without outlines are not listed.
 *
 * Two layouts are read. The owners' has `SCD_IMAGES_01/SCD0000101/CINESAX_300/IM-0003-0048.dcm` and
 * `SCD_ManualContours/SC-HF-I-01/contours-manual/IRCCI-expert/IM-0001-0048-icontour-manual.txt`; the number that both end with
 * is the file's, and `scd_patientdata.csv` joins the names. The other has `SCD0000101/48.dcm` and
 * `SCD0000101-contours/IM-0001-0048-icontour-manual.txt`.
 * Source: Radau et al. 2009, The MIDAS Journal, Evaluation framework for algorithms segmenting short axis cardiac MRI.
 */
import { type CaseImage, type DataCase, type DataSet, type LabelFile, type Phase, phases } from "./data-set.ts";
import { requireCases } from "./folders.ts";
import { stated } from "./stated.ts";
import { findOutlined, type OutlinedPatient } from "./sunnybrook-folders.ts";
import { readSunnybrookPatients, type SunnybrookPatient, sunnybrookPatient } from "./sunnybrook-patients.ts";
import { type OutlinedSlice, readOutlinedSlices } from "./sunnybrook-slices.ts";

export const sunnybrook: DataSet = Object.freeze({
  name: "sunnybrook",
  title: "Sunnybrook cardiac data: short-axis cine DICOM with expert outlines",
  source: "Radau et al. 2009, The MIDAS Journal",
  licence: "CC0 1.0",
  list: (folder: string) => {
    const patients = readSunnybrookPatients(folder);
    const cases = findOutlined(folder, patients).map((outlined) => caseOf(outlined, patients));
    return requireCases(
      cases,
      folder,
      "SCD0000101/48.dcm, … and SCD0000101-contours, or SCD_IMAGES_01 and SCD_ManualContours",
    );
  },
});

const CAVITY = 1;
const WALL = 2;
const meanings: Readonly<Record<Phase, LabelFile["meaning"]>> = {
  ed: { [CAVITY]: "leftVentricleBloodPool", [WALL]: "leftVentricularMyocardium" },
  es: { [CAVITY]: "leftVentricleBloodPool" },
};

function caseOf(outlined: OutlinedPatient, patients: readonly SunnybrookPatient[]): DataCase {
  const { id } = outlined;
  const slices = readOutlinedSlices(outlined);
  const inPhases: Record<Phase, OutlinedSlice[]> = {
    ed: slices.filter(({ epicardium }) => epicardium !== undefined),
    es: slices.filter(({ epicardium }) => epicardium === undefined),
  };
  const images = phases.flatMap((phase) => imageOf(phase, inPhases[phase]));
  const patient = sunnybrookPatient(patients, id);
  return { id, patient: patient?.originalId ?? id, images, facts: { ...headerFacts(slices), ...patient?.facts } };
}

/** Scanner from the header of the first slice; the table says more of the patient than the header does. */
function headerFacts([first]: readonly OutlinedSlice[]) {
  return stated({
    vendor: first?.instance.manufacturer,
    scanner: first?.instance.manufacturerModelName,
    fieldStrengthT: first?.instance.magneticFieldStrengthT,
  });
}

function imageOf(phase: Phase, slices: readonly OutlinedSlice[]): CaseImage[] {
  if (slices.length === 0) return [];
  const image: CaseImage = {
    name: `sax ${phase}`,
    sequence: "cine",
    view: "sax",
    phase,
    channels: [{ format: "dicom", paths: slices.map(({ instance }) => instance.source) }],
    labels: { file: { format: "contours", slices: slices.map(outlinesOf) }, meaning: meanings[phase] },
  };
  return [image];
}

/** The cavity over what the epicardium surrounds. */
function outlinesOf({ epicardium, cavity }: OutlinedSlice) {
  return [
    ...(epicardium === undefined ? [] : [{ path: epicardium, label: WALL }]),
    ...(cavity === undefined ? [] : [{ path: cavity, label: CAVITY }]),
  ];
}
