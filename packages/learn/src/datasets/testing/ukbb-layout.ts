/** Folders as ukbb_cardiac leaves them: a labelled patient, one with whole cines alone, and one with aorta alone. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile, type Numbering } from "./ventricle-nifti.ts";

export function writeUkbb(shortAxis: Numbering = { cavity: 1, ring: 2, beside: 3 }): string {
  const folder = temporaryFolder();
  const labels = labelFile(1, () => shortAxis);
  const atria = labelFile(1, () => ({ cavity: 1, ring: 1, beside: 2 }));
  for (const phase of ["ED", "ES"])
    writeFiles(folder, {
      [`1000001/sa_${phase}.nii.gz`]: cineFile(1),
      [`1000001/label_sa_${phase}.nii.gz`]: labels,
      [`1000001/label_up_sa_${phase}.nii.gz`]: labels,
      [`1000001/seg_sa_${phase}.nii.gz`]: labels,
      [`1000001/la_4ch_${phase}.nii.gz`]: cineFile(1),
      [`1000001/label_la_4ch_${phase}.nii.gz`]: atria,
    });
  writeFiles(folder, {
    "1000001/sa.nii.gz": cineFile(5),
    "1000002/sa.nii.gz": cineFile(5),
    "1000002/seg_sa.nii.gz": labels,
    "1000002/la_3ch.nii.gz": cineFile(5),
    "1000003/ao.nii.gz": cineFile(5),
  });
  return folder;
}
