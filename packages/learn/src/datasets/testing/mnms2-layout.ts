/** The folder of M&Ms-2 with simulated patients on either side of each split. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile } from "./ventricle-nifti.ts";

const table = [
  "SUBJECT_CODE,DISEASE,VENDOR,SCANNER,FIELD",
  "7,NOR,SIEMENS,Symphony,1.5",
  "160,HCM,Philips Medical Systems,Achieva,3.0T",
  "161,RV,GE MEDICAL SYSTEMS,Signa HDxt,",
  "201,TRI,SIEMENS,Avanto Fit,1.5",
  "202,NOR,SIEMENS,Avanto,1.5",
];

/** The spreadsheet goes on for long. Patient 202 has no folder; the long axis of 161 has no labels. */
export function writeMnms2(rows: readonly string[] = table): string {
  const folder = temporaryFolder();
  writeFiles(folder, { "dataset_information.csv": `${rows.join("\n")}\n${",,,,\n".repeat(2000)}` });
  for (const id of ["007", "160", "161", "201"]) writePatient(folder, id, id !== "161");
  return folder;
}

function writePatient(folder: string, id: string, isLongAxisLabelled: boolean): void {
  const labels = labelFile(1, () => ({ cavity: 1, ring: 2, beside: 3 }));
  for (const phase of ["ED", "ES"]) {
    const start = (view: string) => `dataset/${id}/${id}_${view}_${phase}`;
    writeFiles(folder, {
      [`${start("SA")}.nii.gz`]: cineFile(1),
      [`${start("SA")}_gt.nii.gz`]: labels,
      [`${start("LA")}.nii.gz`]: cineFile(1),
      ...(isLongAxisLabelled && { [`${start("LA")}_gt.nii.gz`]: labels }),
    });
  }
  writeFiles(folder, { [`dataset/${id}/${id}_SA_CINE.nii.gz`]: cineFile(3) });
}
