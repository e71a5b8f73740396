/** The instances of a simulated study, as a scanner would store them: one classic MR image a slice and frame. */
import {
  columnsOf,
  length,
  type Orientation,
  uidFrom,
  type Volume,
  type WrittenSequence,
  writeMrInstance,
} from "@cmrkit/imaging";
import { type StillContrast, stillContrasts } from "./contrast.ts";
import { type LongAxisView, longAxisViews } from "./long-axis.ts";
import { unit } from "./pose.ts";
import type { SimulatedStudy } from "./simulated-study.ts";

/** Repetition and echo time of a usual bSSFP cine at 1.5 T; the signal model assumes only that both are short. */
const REPETITION_TIME_MS = 3;
const ECHO_TIME_MS = 1.5;
const FIELD_T = 1.5;

/** One series. */
interface SimulatedSeries {
  readonly volume: Volume;
  readonly seriesNumber: number;
  readonly description: string;
  readonly technique: Technique;
  /** Where its unique identifiers start. */
  readonly uidRoot: readonly [string, ...string[]];
}

type Technique = Pick<WrittenSequence, "scanningSequence" | "sequenceVariant">;

const steadyState: Technique = { scanningSequence: "GR", sequenceVariant: "SS" };
const inversionRecovery: Technique = { scanningSequence: "IR", sequenceVariant: "MP" };

const viewOf = { lax_2c: "2CH", lax_3c: "3CH", lax_4c: "4CH" } as const satisfies Record<LongAxisView, string>;

const stillOf = {
  lge: { name: "LGE", technique: inversionRecovery },
  t1_map: { name: "T1 map native", technique: inversionRecovery },
  t1_map_post: { name: "T1 map post contrast", technique: inversionRecovery },
  t2_map: { name: "T2 map", technique: steadyState },
} as const satisfies Record<StillContrast, { readonly name: string; readonly technique: Technique }>;

/**
 * Encoded instances, series by series, slice by slice, frame by frame.
 * @param studyName root of all UIDs.
 */
export function dicomInstances(study: SimulatedStudy, studyName: string): readonly Uint8Array[] {
  return seriesOf(study, studyName).flatMap((series) => seriesInstances(study, studyName, series));
}

function seriesOf(study: SimulatedStudy, studyName: string): readonly SimulatedSeries[] {
  const cine = (volume: Volume, view: string) =>
    ({ volume, description: `cine bSSFP ${view} (simulated)`, technique: steadyState }) as const;
  const shortAxis: SimulatedSeries = { ...cine(study.volume, "SAX"), seriesNumber: 1, uidRoot: [studyName] };
  const longAxis = [...study.longAxis].map(([view, { volume }]): SimulatedSeries => {
    const seriesNumber = 2 + longAxisViews.indexOf(view);
    return { ...cine(volume, viewOf[view]), seriesNumber, uidRoot: [studyName, view] };
  });
  const stills = [...study.stills].map(([contrast, { volume }]): SimulatedSeries => {
    const seriesNumber = 2 + longAxisViews.length + stillContrasts.indexOf(contrast);
    const { name, technique } = stillOf[contrast];
    return { volume, seriesNumber, description: `${name} SAX (simulated)`, technique, uidRoot: [studyName, contrast] };
  });
  return [shortAxis, ...longAxis, ...stills];
}

function seriesInstances(study: SimulatedStudy, studyName: string, series: SimulatedSeries): Uint8Array[] {
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
      ...timeAttributes(volume, frameIndex),
      rows,
      columns,
      pixels: Uint16Array.from(volume.data.subarray(start, start + rows * columns)),
    });
  });
}

/** Of a cine; a still has no place in time among others. */
function timeAttributes({ frameTimesMs }: Volume, frameIndex: number) {
  return frameTimesMs ? { temporalPositionIdentifier: frameIndex + 1, triggerTimeMs: frameTimesMs[frameIndex]! } : {};
}

/** What all images of a series share. */
function seriesAttributes(
  { heart, scan }: SimulatedStudy,
  studyName: string,
  { volume, seriesNumber, description, technique, uidRoot }: SimulatedSeries,
) {
  const { heartRateBpm } = heart.parameters.beat;
  return {
    studyInstanceUid: uidFrom(studyName, "study"),
    seriesInstanceUid: uidFrom(...uidRoot, "series"),
    frameOfReferenceUid: uidFrom(studyName, "frame of reference"),
    seriesNumber,
    seriesDescription: description,
    manufacturer: "cmrkit",
    manufacturerModelName: `simulated scanner ${scan.scanner}`,
    patient: { name: "Simulated^Heart", id: studyName },
    sequence: {
      imageType: ["DERIVED", "SECONDARY", "OTHER"],
      ...technique,
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
