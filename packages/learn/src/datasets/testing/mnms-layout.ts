/** The folder of M&Ms with simulated patients: one in each place, and one of whom only the table knows. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile } from "./ventricle-nifti.ts";

const TABLE = "211230_M&Ms_Dataset_information_diagnosis_opendataset.csv";

export const mnmsHeader = ",External code,VendorName,Vendor,Centre,ED,ES,Age,Pathology,Sex,Height,Weight";
const rows = [
  "0,A0S9V9,Siemens,A,1,0,2,41,HCM,M,184,92.5",
  "1,B1C2D3,Philips,B,3,1,3,63.0,NOR,F,,",
  "2,C3D4E5,GE,C,5,2,0,16,Other,f,nan,60.0",
  "3,D4E5F6,Canon,D,5,0,1,55,DCM,M,171,70",
  "4,E5F6G7,GE,C,4,1,3,30,,F,160,51",
];

export interface MnmsChange {
  readonly rows?: readonly string[];
  readonly header?: string;
  readonly withoutTable?: boolean;
}

/** Patients A in training, B in validation, C in the test, E unlabelled; D has no folder. Cines have four frames. */
export function writeMnms(change: MnmsChange = {}): string {
  const folder = temporaryFolder();
  const table = `${[change.header ?? mnmsHeader, ...(change.rows ?? rows)].join("\r\n")}\r\n`;
  if (!change.withoutTable) writeFiles(folder, { [TABLE]: table });
  writePatient(folder, "Training/Labeled", "A0S9V9", [0, 2]);
  writePatient(folder, "Validation", "B1C2D3", [1, 3]);
  writePatient(folder, "Testing", "C3D4E5", [2, 0]);
  writePatient(folder, "Training/Unlabeled", "E5F6G7", []);
  return folder;
}

function writePatient(folder: string, place: string, code: string, labelled: readonly number[]): void {
  const numbering = { cavity: 1, ring: 2, beside: 3 };
  writeFiles(folder, {
    [`${place}/${code}/${code}_sa.nii.gz`]: cineFile(4),
    [`${place}/${code}/${code}_sa_gt.nii.gz`]: labelFile(4, (t) => (labelled.includes(t) ? numbering : undefined)),
  });
}
