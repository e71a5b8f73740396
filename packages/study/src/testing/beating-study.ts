/** The beating heart as a folder of DICOM images, of a patient with a name that must not get about. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { columnsOf, length, type MrInstanceToWrite, type Orientation, scale, writeMrInstance } from "@cmrkit/imaging";
import { beatingLabels, pictureOf, testGrid } from "./beating-heart.ts";

export const secretPatient = { name: "Secret^Person", id: "SECRET-4711" };

/**
 * Writes an image for each slice and frame of the beating heart.
 * @param seriesOf the series of slice k; one for all unless told.
 */
export async function writeBeatingStudy(
  folder: string,
  seriesOf: (k: number) => string = () => "2.25.1.1",
): Promise<void> {
  const volume = pictureOf(beatingLabels());
  const [columns, rows, slices] = testGrid.size;
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < slices * volume.frameCount; n++) {
    const [k, t] = [n % slices, Math.floor(n / slices)];
    const pixels = volume.data.subarray(n * rows * columns, (n + 1) * rows * columns);
    const seriesInstanceUid = seriesOf(k);
    const image = { ...shared(volume.frameCount), ...placeOf(k, t, slices), seriesInstanceUid, rows, columns };
    await writeFile(join(folder, `${n}.dcm`), writeMrInstance({ ...image, pixels: Uint16Array.from(pixels) }));
  }
}

function shared(frameCount: number) {
  return {
    studyInstanceUid: "2.25.1",
    frameOfReferenceUid: "2.25.1.2",
    seriesNumber: 1,
    patient: { ...secretPatient, sex: "F" },
    sequence: {
      imageType: ["ORIGINAL", "PRIMARY", "OTHER"],
      scanningSequence: "GR",
      sequenceVariant: "SS",
      repetitionTimeMs: 3,
      echoTimeMs: 1.5,
      flipAngleDegrees: 50,
      magneticFieldStrengthT: 1.5,
    },
    sliceThicknessMm: 8,
    nominalIntervalMs: 280,
    cardiacNumberOfImages: frameCount,
  } as const satisfies Partial<MrInstanceToWrite>;
}

function placeOf(k: number, t: number, slices: number) {
  const { iAxis, jAxis, kAxis, origin } = columnsOf(testGrid.ijkToLps);
  const [x, y, z] = origin;
  const orientation: Orientation = [...scale(iAxis, 1 / length(iAxis)), ...scale(jAxis, 1 / length(jAxis))];
  return {
    sopInstanceUid: `2.25.1.3.${t * slices + k + 1}`,
    instanceNumber: t * slices + k + 1,
    pixelSpacingMm: [length(jAxis), length(iAxis)],
    imageOrientationPatient: orientation,
    imagePositionPatientMm: [x + k * kAxis[0], y + k * kAxis[1], z + k * kAxis[2]],
    triggerTimeMs: 40 * t,
  } as const;
}
