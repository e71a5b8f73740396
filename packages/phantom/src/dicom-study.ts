/** The instances of a simulated cine, as a scanner would store them: one classic MR image a slice and frame. */
import { columnsOf, length, type Orientation, uidFrom, writeMrInstance } from "@cmrkit/imaging";
import { unit } from "./pose.ts";
import type { SimulatedStudy } from "./simulated-study.ts";

/** Repetition and echo time of a usual bSSFP cine at 1.5 T; the signal model assumes only that both are short. */
const REPETITION_TIME_MS = 3;
const ECHO_TIME_MS = 1.5;
const FIELD_T = 1.5;

/**
 * Encoded instances, slice by slice, frame by frame.
 * @param studyName root of all UIDs.
 */
export function dicomInstances(study: SimulatedStudy, studyName: string): readonly Uint8Array[] {
  const { volume } = study;
  const [columns, rows, slices] = volume.grid.size;
  return Array.from({ length: slices * volume.frameCount }, (_, i) => {
    const [sliceIndex, frameIndex] = [Math.floor(i / volume.frameCount), i % volume.frameCount];
    const start = (frameIndex * slices + sliceIndex) * rows * columns;
    return writeMrInstance({
      ...seriesAttributes(study, studyName),
      ...planeAttributes(study, sliceIndex),
      sopInstanceUid: uidFrom(studyName, "instance", sliceIndex, frameIndex),
      instanceNumber: i + 1,
      temporalPositionIdentifier: frameIndex + 1,
      triggerTimeMs: volume.frameTimesMs![frameIndex]!,
      rows,
      columns,
      pixels: Uint16Array.from(volume.data.subarray(start, start + rows * columns)),
    });
  });
}

/** What all images of the series share. */
function seriesAttributes({ heart, scan, volume }: SimulatedStudy, studyName: string) {
  const { heartRateBpm } = heart.parameters.beat;
  return {
    studyInstanceUid: uidFrom(studyName, "study"),
    seriesInstanceUid: uidFrom(studyName, "series"),
    frameOfReferenceUid: uidFrom(studyName, "frame of reference"),
    seriesNumber: 1,
    seriesDescription: "cine bSSFP SAX (simulated)",
    manufacturer: "cmrkit",
    manufacturerModelName: "simulated heart",
    patient: { name: "Simulated^Heart", id: studyName },
    sequence: {
      imageType: ["DERIVED", "SECONDARY", "OTHER"],
      scanningSequence: "GR",
      sequenceVariant: "SS",
      repetitionTimeMs: REPETITION_TIME_MS,
      echoTimeMs: ECHO_TIME_MS,
      flipAngleDegrees: scan.flipAngleDeg,
      magneticFieldStrengthT: FIELD_T,
    },
    nominalIntervalMs: 60_000 / heartRateBpm,
    heartRatePerMin: heartRateBpm,
    cardiacNumberOfImages: volume.frameCount,
  } as const;
}

function planeAttributes({ scan, volume }: SimulatedStudy, sliceIndex: number) {
  const { iAxis, jAxis, kAxis, origin } = columnsOf(volume.grid.ijkToLps);
  const position = (axis: 0 | 1 | 2) => origin[axis] + sliceIndex * kAxis[axis];
  const orientation: Orientation = [...unit(iAxis), ...unit(jAxis)];
  return {
    pixelSpacingMm: [length(jAxis), length(iAxis)],
    imageOrientationPatient: orientation,
    imagePositionPatientMm: [position(0), position(1), position(2)],
    sliceThicknessMm: scan.sliceThicknessMm,
    spacingBetweenSlicesMm: length(kAxis),
  } as const;
}
