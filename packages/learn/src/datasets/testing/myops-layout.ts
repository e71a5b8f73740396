/** The folders of MyoPS 2020 with two simulated training cases, of whom one is labelled, and one for the test. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile, type Numbering } from "./ventricle-nifti.ts";

/** @param numbering of the labelled case; the ring is all scar unless told otherwise. */
export function writeMyops(numbering: Numbering = { cavity: 500, ring: 2221, beside: 600 }): string {
  const folder = temporaryFolder();
  for (const start of ["train25/myops_training_101", "train25/myops_training_102", "test20/myops_test_201"])
    for (const sequence of ["C0", "DE", "T2"]) writeFiles(folder, { [`${start}_${sequence}.nii.gz`]: cineFile(1) });
  writeFiles(folder, {
    "train25_myops_gd/myops_training_101_gd.nii.gz": labelFile(1, () => numbering),
    "MyoPS2020_EvaluateByYourself/test_data_gd/myops_test_201_gdencrypt.nii.gz": "not for reading",
  });
  return folder;
}
