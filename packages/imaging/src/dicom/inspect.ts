/** Summaries of the series of a folder: what is here, and what would keep it from being analysed. */
import type { Vector3 } from "../geometry-vector.ts";
import { layOutCine, layoutOptionsOf, mostCommonFrameCount } from "./cine-layout.ts";
import type { CineWarning } from "./cine-warning.ts";
import { DicomError, type DicomErrorKind } from "./errors.ts";
import { type DicomInstance, normalOf } from "./instance.ts";
import { requireIntensities } from "./pixel-decoders.ts";
import { groupSeries, type Series } from "./series.ts";
import { slicesOf } from "./slice-stack.ts";

/** How the images of a series lie: many or one position, many or one frame at each. */
export type Arrangement = "cine-stack" | "cine-plane" | "still-stack" | "single-image";

/** The patient plane that a stack lies in, or that it lies in none. */
export type PlaneOrientation = "axial" | "coronal" | "sagittal" | "oblique";

export interface Problem {
  readonly kind: DicomErrorKind;
  readonly message: string;
}

export interface SeriesSummary {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number | undefined;
  readonly stackNumber: number;
  readonly stackCount: number;
  /** Free text of the scanner: for the user's screen, not for logs. */
  readonly seriesDescription: string | undefined;
  readonly modality: string;
  readonly rows: number;
  readonly columns: number;
  readonly pixelSpacingMm: readonly [number, number];
  /** Between slice centres; undefined when there is one slice or the distances are uneven. */
  readonly sliceSpacingMm: number | undefined;
  readonly imageCount: number;
  readonly sliceCount: number;
  /** Of most slices. */
  readonly frameCount: number;
  readonly arrangement: Arrangement;
  readonly orientation: PlaneOrientation;
  /** Why the series cannot be assembled into a cine volume; empty for a whole cine stack. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly CineWarning[];
}

/** Describes every series among the images, in the order of `groupSeries`; problems are listed, never thrown. */
export function inspectSeries(instances: readonly DicomInstance[]): readonly SeriesSummary[] {
  return Object.freeze(groupSeries(instances).map(summarizeSeries));
}

/** Describes one series; its problems are listed, never thrown. */
export function summarizeSeries(series: Series): SeriesSummary {
  const { instances, studyInstanceUid, seriesInstanceUid, stackNumber, stackCount } = series;
  const { seriesNumber, seriesDescription, modality, rows, columns, pixelSpacingMm, ...first } = instances[0]!;
  const { sliceCount, frameCount } = extentOf(series);
  return Object.freeze({
    ...{ studyInstanceUid, seriesInstanceUid, stackNumber, stackCount },
    ...{ seriesNumber, seriesDescription, modality, rows, columns, pixelSpacingMm },
    imageCount: instances.length,
    sliceCount,
    frameCount,
    arrangement: arrangementOf(sliceCount, frameCount),
    orientation: orientationOf(normalOf(first.imageOrientationPatient)),
    ...examine(series),
  });
}

/** How many slices a stack has, and how many frames most of them have; defined for broken stacks too. */
export function extentOf({ instances }: Series): { readonly sliceCount: number; readonly frameCount: number } {
  const slices = slicesOf(instances);
  return { sliceCount: slices.length, frameCount: mostCommonFrameCount(slices) };
}

function arrangementOf(sliceCount: number, frameCount: number): Arrangement {
  if (frameCount > 1) return sliceCount > 1 ? "cine-stack" : "cine-plane";
  return sliceCount > 1 ? "still-stack" : "single-image";
}

/** Within 18° of a patient axis a plane still goes by the axis' name; short-axis stacks lie 30° to 60° off. */
const MIN_AXIS_COSINE = 0.95;

function orientationOf([x, y, z]: Vector3): PlaneOrientation {
  if (Math.abs(z) > MIN_AXIS_COSINE) return "axial";
  if (Math.abs(y) > MIN_AXIS_COSINE) return "coronal";
  return Math.abs(x) > MIN_AXIS_COSINE ? "sagittal" : "oblique";
}

function examine(series: Series): Pick<SeriesSummary, "sliceSpacingMm" | "problems" | "warnings"> {
  const { instances } = series;
  try {
    const { sliceSpacingMm, warnings } = layOutCine(instances, layoutOptionsOf(series));
    return { sliceSpacingMm, problems: decodingProblems(instances), warnings };
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    const problem = { kind: error.kind, message: error.message };
    return { sliceSpacingMm: undefined, problems: [problem, ...decodingProblems(instances)], warnings: [] };
  }
}

/** The first image whose pixels cannot be decoded stands for all. */
function decodingProblems(instances: readonly DicomInstance[]): readonly Problem[] {
  try {
    for (const instance of instances) requireIntensities(instance);
    return [];
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    return [{ kind: error.kind, message: error.message }];
  }
}
