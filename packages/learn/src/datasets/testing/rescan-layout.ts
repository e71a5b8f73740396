/** What CineMA's pre-processing makes of Rescan, with simulated scans: two sites, one pair, and one person three times. */
import { temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { cineFile, labelFile } from "./ventricle-nifti.ts";

const spacing = "orig_sax_spacing_x,orig_sax_spacing_y,orig_sax_spacing_z";

export function writeRescan(): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    "train_metadata.csv": [
      `pid,${spacing},n_slices,n_frames,ed_index,es_index`,
      "A/s_0000,1.4,1.4,8,2,4,0,2",
      "B/s_0000,1.4,1.4,8,2,4,3,1",
    ].join("\n"),
    "test_metadata.csv": [
      `pid,${spacing},n_slices,n_frames,ed_index,es_index`,
      "scan_02_A,1.4,1.4,8,2,4,0,2",
      "scan_02_B,1.4,1.4,8,2,4,0,1",
    ].join("\n"),
    "test_retest_100_metadata.csv": [
      `pid,${spacing},n_slices,n_frames,edv,esv,ef`,
      "scan_00_A,1.4,1.4,8,2,4,150.5,60.25,60.0",
      "scan_00_B,1.4,1.4,8,2,6,148,,",
      "scan_00_B,1.4,1.4,8,2,4,148,,",
    ].join("\n"),
  });
  for (const scan of ["train/A/s_0000", "train/B/s_0000", "test/scan_02_A", "test/scan_02_B"]) {
    writeScan(folder, scan);
    writeFiles(folder, {
      [`${scan}/sax_gt_t.nii.gz`]: labelFile(4, () => ({ cavity: 3, ring: 2, beside: 1 })),
    });
  }
  for (const scan of ["scan_00_A", "scan_00_B"]) writeScan(folder, `test_retest_100/${scan}`);
  return folder;
}

function writeScan(folder: string, scan: string): void {
  writeFiles(folder, { [`${scan}/sax_t.nii.gz`]: cineFile(4), [`${scan}/lax_4c_t.nii.gz`]: cineFile(3) });
}
