/** ACDC in the owners' layout and in that of a table, with simulated patients. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile } from "./ventricle-nifti.ts";

const numbering = { cavity: 3, ring: 2, beside: 1 };
const labels = labelFile(1, () => numbering);

const info = (group: string) => `ED: 1\nES: 3\nGroup: ${group}\nHeight: 184.0\nNbFrame: 4\nWeight: 95.0\n`;

/** Patients 1, 74 and 76 in training, 101 in the test; of 76 only the whole cine was copied, and 101 has no labels. */
export function writeAcdcOfOwners(): string {
  const folder = temporaryFolder();
  writePatient(folder, "training/patient001", { group: "DCM", hasFrames: true, hasLabels: true });
  writePatient(folder, "training/patient074", { group: "NOR", hasFrames: true, hasLabels: true });
  writePatient(folder, "training/patient076", { group: "NOR", hasFrames: false, hasLabels: true });
  writePatient(folder, "testing/patient101", { group: "RV", hasFrames: true, hasLabels: false });
  return folder;
}

interface Patient {
  readonly group: string;
  readonly hasFrames: boolean;
  readonly hasLabels: boolean;
}

function writePatient(folder: string, place: string, { group, hasFrames, hasLabels }: Patient): void {
  const stem = `${place}/${place.split("/")[1]}`;
  writeFiles(folder, { [`${place}/Info.cfg`]: info(group), [`${stem}_4d.nii.gz`]: cineFile(4) });
  for (const frame of ["frame01", "frame03"]) {
    if (hasFrames) writeFiles(folder, { [`${stem}_${frame}.nii.gz`]: cineFile(1) });
    if (hasLabels) writeFiles(folder, { [`${stem}_${frame}_gt.nii.gz`]: labels });
  }
}

/** Patients 2 and 76, the second without a weight. */
export function writeAcdcTable(): string {
  const folder = temporaryFolder();
  const rows = [
    "id,pathology,height_cm,weight_kg,lv_edv_ml",
    "patient002,DCM,160.0,70.0,265.7",
    "patient076,NOR,175.0,,",
  ];
  writeFiles(folder, { "cases.csv": `${rows.join("\n")}\n` });
  for (const phase of ["ed", "es"]) {
    writeFiles(folder, {
      [`patient002_sax_${phase}.nii.gz`]: cineFile(1),
      [`patient002_sax_${phase}_gt.nii.gz`]: labels,
    });
  }
  return folder;
}
