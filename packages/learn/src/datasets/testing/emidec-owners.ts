/** EMIDEC in the owners' layout: N006 and P059 with labels and text, 101 of the challenge's test with neither. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile } from "./ventricle-nifti.ts";

const text =
  "Case N006\n\nGap between slices\u0086: 10 mm\nSex\u0086: F\nAge : 70\nTobacco : 3\nFEVG : 60\nNTProBNP : 248\n";

export function writeEmidecOfOwners(): string {
  const folder = temporaryFolder();
  const labels = labelFile(1, () => ({ cavity: 1, ring: 2, beside: 0 }));
  for (const id of ["N006", "P059", "101"]) {
    writeFiles(folder, { [`Case_${id}/Images/Case_${id}.nii.gz`]: cineFile(1) });
    if (id !== "101") writeFiles(folder, { [`Case_${id}/Contours/Case_${id}.nii.gz`]: labels });
  }
  writeFiles(folder, {
    "Case N006.txt": Buffer.from(text, "latin1"),
    "Case P059.txt": "Sex : M\nAge : 52\n",
    "Readme.txt": "",
  });
  return folder;
}
