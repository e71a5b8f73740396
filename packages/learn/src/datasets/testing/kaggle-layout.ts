/**
 * The folders of the Data Science Bowl with simulated studies. Folder numbers and file numbers go against the anatomy: the
 * most basal slice is numbered in the middle, and the files of a slice begin in mid-cycle.
 */
import { uidFrom } from "@cmrkit/imaging";
import { dicom, temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";

const FRAMES = 3;

/** Which slice each folder holds, by its number; the same slice again is the same position taken again. */
export type SliceOfFolder = Readonly<Record<number, number>>;

/** `sax_7` lies between the others, and slice 1 was taken twice: in `sax_9` and, for good, in `sax_12`. */
const plain: SliceOfFolder = { 5: 2, 7: 0, 9: 1, 12: 1 };

/** Writes one study; a slice of `null` is left out. */
export function writeStudy(folder: string, slices: SliceOfFolder = plain): void {
  for (const [number, slice] of Object.entries(slices)) writeCine(folder, `sax_${number}`, slice);
  writeCine(folder, "2ch_21", 40);
  writeCine(folder, "4ch_15", 60);
  writeCine(folder, "4ch_17", 60);
}

function writeCine(folder: string, name: string, slice: number): void {
  const seriesInstanceUid = uidFrom(name, "series");
  for (let t = 0; t < FRAMES; t++) {
    const number = ((t + 1) % FRAMES) + 1;
    const sopInstanceUid = uidFrom(name, t);
    const bytes = dicom(slice, t, { seriesInstanceUid, sopInstanceUid, instanceNumber: number });
    writeFiles(folder, { [`${name}/IM-4562-${String(number).padStart(4, "0")}.dcm`]: bytes });
  }
}

export interface KaggleChange {
  readonly train?: string;
  readonly withoutSolution?: boolean;
}

/**
 * Patients 1, 2 and 10 as archives unpack them, 501 for validation, 701 and the black 761 for the test. Only patient 1 has
 * images that can be read.
 */
export function writeKaggle({ train, withoutSolution }: KaggleChange = {}): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    "train.csv": train ?? "Id,Systole,Diastole\n1,108.3,246.7\n2,54.2,117.4\n",
    "validate.csv": "Id,Systole,Diastole\n501,60,130\n",
    ...(!withoutSolution && {
      "solution.csv": "Id,Volume,Usage\n701_Diastole,140.5,Private\n701_Systole,70,Private\n",
    }),
  });
  for (const patient of ["train/train/10", "train/train/2", "validate/501", "test/701", "test/761"])
    writeFiles(folder, { [`${patient}/study/sax_5/IM-0001-0001.dcm`]: "not for reading" });
  writeStudy(`${folder}/train/train/1/study`);
  return folder;
}
