/** The sets that come as pictures, with simulated slices: EMIDEC, Sunnybrook slices, four-chamber frames. */

import { encodePng } from "@cmrkit/study";
import { jpeg, temporaryFolder, writeFiles } from "../../catalogue/testing/small-images.ts";
import { ringPicture } from "./ventricle-pictures.ts";

const picture = ringPicture({ cavity: 200, ring: 80, scar: 220 });

/** Normal N006 of two slices and infarcted P059 and P072 of one. */
export function writeEmidecPictures(): string {
  const folder = temporaryFolder();
  for (const slice of ["N006_slice000", "N006_slice001", "P059_slice000", "P072_slice000"]) {
    const scar = slice.startsWith("P") ? { scar: 3 } : {};
    writeFiles(folder, {
      [`images/${slice}.png`]: picture,
      [`labels/${slice}.png`]: ringPicture({ cavity: 1, ring: 2, ...scar }),
    });
  }
  return folder;
}

/** Two patients, the first with two slices. */
export function writeSunnybrookPictures(): string {
  const folder = temporaryFolder();
  for (const slice of ["SC-HF-I-01-IM-0001-0048", "SC-HF-I-01-IM-0001-0059", "SC-N-02-IM-0001-0010"]) {
    writeFiles(folder, {
      [`images/${slice}.png`]: picture,
      [`lv-endo/${slice}.png`]: ringPicture({ cavity: 1, ring: 0 }),
    });
  }
  return folder;
}

/** Cases 9 and 102; the frames of 102 are 20 and 24. */
export function writeFourChambers(): string {
  const folder = temporaryFolder();
  const mask = encodePng(
    Uint8Array.from({ length: 256 }, (_, at) => Number(at % 16 < 4)),
    16,
    16,
  );
  for (const frame of ["102_0020", "102_0024", "9_0017"]) {
    writeFiles(folder, { [`images/${frame}.jpg`]: jpeg, [`lv/${frame}.png`]: mask });
  }
  return folder;
}
