/** The small synthetic cine that tests of the DICOM reader start from: oblique, two pixel spacings, no two pixels alike. */
import { add, scale } from "../../geometry-vector.ts";
import { type DicomInstance, normalOf, type Orientation, parseDicomInstance } from "../instance.ts";
import { type MrInstanceToWrite, writeMrInstance } from "../write-mr-instance.ts";

/** (2, 2, 1)/3 and (-2, 1, 2)/3 to the digits that a decimal string holds; their normal is (1, -2, 2)/3. */
export const obliqueOrientation: Orientation = [
  0.66666666666667, 0.66666666666667, 0.33333333333333, -0.6666666666667, 0.33333333333333, 0.66666666666667,
];

export const firstPositionMm = [-100.5, 20.25, 50] as const;
const sliceSpacingMm = 9;

/** Any change to the image of slice k and frame t before it is written; undefined leaves the image out. */
export type Change = (image: MrInstanceToWrite, k: number, t: number) => MrInstanceToWrite | undefined;

/** Slice k, frame t of the cine: 3 rows × 4 columns whose pixels are 1000·t + 100·k + their index. */
export function obliqueImage(k: number, t: number, frameCount: number): MrInstanceToWrite {
  const number = k * frameCount + t + 1;
  return {
    sopInstanceUid: `1.2.3.4.${number}`,
    seriesInstanceUid: "1.2.3.4",
    studyInstanceUid: "1.2.3",
    frameOfReferenceUid: "1.2.3.5",
    seriesNumber: 7,
    instanceNumber: number,
    temporalPositionIdentifier: t + 1,
    patient: { name: "Phantom", id: "P1", sex: "F", ageYears: 45, sizeM: 1.7, weightKg: 65.5 },
    sequence: {
      imageType: ["DERIVED", "SECONDARY", "OTHER"],
      scanningSequence: "GR",
      sequenceVariant: "SS",
      repetitionTimeMs: 3.2,
      echoTimeMs: 1.6,
      flipAngleDegrees: 50,
      magneticFieldStrengthT: 1.5,
    },
    rows: 3,
    columns: 4,
    pixelSpacingMm: [1.25, 2.5],
    imageOrientationPatient: obliqueOrientation,
    imagePositionPatientMm: roundedToMicrons(
      add(firstPositionMm, scale(normalOf(obliqueOrientation), k * sliceSpacingMm)),
    ),
    sliceThicknessMm: 8,
    spacingBetweenSlicesMm: sliceSpacingMm,
    triggerTimeMs: 12.5 + 40 * t,
    nominalIntervalMs: 800,
    heartRatePerMin: 75,
    cardiacNumberOfImages: frameCount,
    pixels: Uint16Array.from({ length: 12 }, (_, i) => 1000 * t + 100 * k + i),
  };
}

/** The instances of a cine in the order slice by slice, frame by frame, each written and read again. */
export function obliqueCine(
  sliceCount: number,
  frameCount: number,
  change: Change = (image) => image,
): DicomInstance[] {
  const instances: DicomInstance[] = [];
  for (let k = 0; k < sliceCount; k++) {
    for (let t = 0; t < frameCount; t++) {
      const image = change(obliqueImage(k, t, frameCount), k, t);
      if (image !== undefined) instances.push(parseDicomInstance(writeMrInstance(image), `slice-${k}-frame-${t}.dcm`));
    }
  }
  return instances;
}

function roundedToMicrons([x, y, z]: readonly [number, number, number]): readonly [number, number, number] {
  const round = (mm: number) => Math.round(mm * 1000) / 1000;
  return [round(x), round(y), round(z)];
}
