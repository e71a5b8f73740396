/** Sunnybrook in both layouts: a patient of three slices and two phases, all but the last slice outlined. */
import { dicom, temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";

const PHASES = 2;

/** The number of slice k in phase t, as files are numbered: all phases of a slice, then the next slice. Phase 1 is end-diastole. */
export function numberOf(k: number, t: number): number {
  return PHASES * k + t + 1;
}

/** The square from −½ to side − ½ pixels right of and below (x, y), so that it holds side × side pixel centres. */
function square(x: number, y: number, side: number): string {
  const [left, top, right, bottom] = [x - 0.5, y - 0.5, x + side - 0.5, y + side - 0.5];
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  return `${corners.map(([a, b]) => `${a!.toFixed(2)} ${b!.toFixed(2)}`).join("\r\n")}\r\n`;
}

interface Names {
  readonly image: (number: number) => string;
  readonly outline: (number: string, which: "i" | "o") => string;
}

/** Slices lie in the opposite order of their numbers, so that only positions tell it. */
function writePatient(folder: string, { image, outline }: Names): void {
  for (const k of [0, 1, 2]) {
    for (const t of [0, 1]) {
      const number = numberOf(k, t);
      const place = { imagePositionPatientMm: [-6 * k, 8 * k, 0], manufacturer: "GE" } as const;
      writeFiles(folder, { [image(number)]: dicom(k, t, place) });
      if (k === 2) continue;
      const padded = String(number).padStart(4, "0");
      writeFiles(folder, { [outline(padded, "i")]: square(6, 5, t === 1 ? 6 : 4) });
      if (t === 1) writeFiles(folder, { [outline(padded, "o")]: square(4, 3, 10) });
    }
  }
}

/** `SCD0000101/1.dcm`, … and `SCD0000101-contours/`. */
export function writeSunnybrook(): string {
  const folder = temporaryFolder();
  writePatient(folder, {
    image: (number) => `SCD0000101/${number}.dcm`,
    outline: (number, which) => `SCD0000101-contours/IM-0001-${number}-${which}contour-manual.txt`,
  });
  return folder;
}

/** `SCD_IMAGES_01/SCD0000101/CINESAX_300/`, `SCD_ManualContours/SC-HF-I-01/…`, and the table of patients. */
export function writeSunnybrookOfOwners(): string {
  const folder = temporaryFolder();
  writePatient(folder, {
    image: (number) => `SCD_IMAGES_01/SCD0000101/CINESAX_300/IM-0003-${String(number).padStart(4, "0")}.dcm`,
    outline: (number, which) =>
      `SCD_ManualContours/SC-HF-I-01/contours-manual/IRCCI-expert/IM-0001-${number}-${which}contour-manual.txt`,
  });
  const table =
    "\uFEFFPatientID,OriginalID,Gender,Age,Pathology\r\nSCD0000101,SC-HF-I-1,Male,53,Heart failure with infarct";
  writeFiles(folder, { "scd_patientdata.csv": table });
  return folder;
}
