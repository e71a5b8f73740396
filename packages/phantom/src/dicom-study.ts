/** The instances of a simulated study, as a scanner would store them: one classic MR image a slice and frame. */
import { columnsOf, length, type Orientation, uidFrom, type Volume, writeMrInstance } from "@cmrkit/imaging";
import { type LongAxisView, longAxisViews } from "./long-axis.ts";
import { unit } from "./pose.ts";
import type { SimulatedStudy } from "./simulated-study.ts";

/** Repetition and echo time of a usual bSSFP cine at 1.5 T; the signal model assumes only that both are short. */
const REPETITION_TIME_MS = 3;
const ECHO_TIME_MS = 1.5;
const FIELD_T = 1.5;

/** One series. */
interface CineSeries {
  readonly volume: Volume;
  readonly seriesNumber: number;
  readonly view: "SAX" | "2CH" | "3CH" | "4CH";
  /** Where its unique identifiers start. */
  readonly uidRoot: readonly [string, ...string[]];
}

const viewOf = { lax_2c: "2CH", lax_3c: "3CH", lax_4c: "4CH" } as const satisfies Record<LongAxisView, string>;

/**
 * Encoded instances, series by series, slice by slice, frame by frame.
 * @param studyName root of all UIDs.
 */
export function dicomInstances(study: SimulatedStudy, studyName: string): readonly Uint8Array[] {
  const shortAxis: CineSeries = { volume: study.volume, seriesNumber: 1, view: "SAX", uidRoot: [studyName] };
  const longAxis = [...study.longAxis].map(([view, { volume }]): CineSeries => {
    const seriesNumber = 2 + longAxisViews.indexOf(view);
    return { volume, seriesNumber, view: viewOf[view], uidRoot: [studyName, view] };
  });
  return [shortAxis, ...longAxis].flatMap((series) => seriesInstances(study, studyName, series));
}

function seriesInstances(study: SimulatedStudy, studyName: string, series: CineSeries): Uint8Array[] {
  const { volume, uidRoot } = series;
  const [columns, rows, slices] = volume.grid.size;
  return Array.from({ length: slices * volume.frameCount }, (_, i) => {
    const [sliceIndex, frameIndex] = [Math.floor(i / volume.frameCount), i % volume.frameCount];
    const start = (frameIndex * slices + sliceIndex) * rows * columns;
    return writeMrInstance({
      ...seriesAttributes(study, studyName, series),
      ...planeAttributes(study, volume, sliceIndex),
      sopInstanceUid: uidFrom(...uidRoot, "instance", sliceIndex, frameIndex),
      instanceNumber: i + 1,
      temporalPositionIdentifier: frameIndex + 1,
      triggerTimeMs: volume.frameTimesMs![frameIndex]!,
      rows,
      columns,
      pixels: Uint16Array.from(volume.data.subarray(start, start + rows * columns)),
    });
  });
}

/** What all images of a series share. */
function seriesAttributes(
  { heart, scan }: SimulatedStudy,
  studyName: string,
  { volume, seriesNumber, view, uidRoot }: CineSeries,
) {
  const { heartRateBpm } = heart.parameters.beat;
  return {
    studyInstanceUid: uidFrom(studyName, "study"),
    seriesInstanceUid: uidFrom(...uidRoot, "series"),
    frameOfReferenceUid: uidFrom(studyName, "frame of reference"),
    seriesNumber,
    seriesDescription: `cine bSSFP ${view} (simulated)`,
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

function planeAttributes({ scan }: SimulatedStudy, volume: Volume, sliceIndex: number) {
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
