/**
 * Lays out the images of a cine as slices × frames and checks that the geometry is whole, without reading a pixel.
 *
 * Nothing is repaired: an incomplete or contradictory stack is an error, because every volume computed from it would be
 * wrong. Source of the affine: DICOM PS3.3 equation C.7.6.2.1-1.
 */
import { fromColumns } from "../affine.ts";
import { makeGrid } from "../geometry-grid.ts";
import { scale } from "../geometry-vector.ts";
import type { Grid } from "../volume.ts";
import { type CineTiming, findWarnings, timingOf } from "./cine-timing.ts";
import type { CineWarning } from "./cine-warning.ts";
import { at, DicomError, nameOf } from "./errors.ts";
import { type FrameOrder, orderFrames } from "./frame-order.ts";
import { columnDirection, type DicomInstance, rowDirection } from "./instance.ts";
import { type KeptImages, mostCommon, withoutCopies, withoutRepeats } from "./repeats.ts";
import { hasSameMatrix, hasSameOrientation, isJoined, type Series } from "./series.ts";
import { loneSlice, orderSlices, type Slice, type SliceStack } from "./slice-stack.ts";

export interface CineLayout {
  readonly grid: Grid;
  /** [k][t]: slices ascending along row × column, frames in temporal order. */
  readonly frames: readonly (readonly DicomInstance[])[];
  readonly sliceCount: number;
  readonly frameCount: number;
  /** Distance between slice centres, from positions; headers are only compared with it. */
  readonly sliceSpacingMm: number;
  readonly frameOrderedBy: FrameOrder;
  readonly timing: CineTiming;
  readonly warnings: readonly CineWarning[];
}

export interface LayoutOptions {
  /** Whether the images are a stack although they belong to several series; see `joinSliceSeries`. */
  readonly isJoined?: boolean;
  /** Whether the images are one plane through the beat; else they are a stack. */
  readonly isPlane?: boolean;
  /** Images of the same series that are no part of the stack: headers that count images count them too. */
  readonly imagesElsewhere?: number;
}

export function layoutOptionsOf(series: Series): LayoutOptions {
  return { isJoined: isJoined(series), imagesElsewhere: series.imagesElsewhere };
}

/**
 * Orders the images of one stack, or of one plane, and checks that they make a whole cine. Copies and earlier acquisitions of a repeated
 * slice are left out, with a warning.
 * @throws {DicomError} `too-few-slices`, of a plane `too-many-slices`, `duplicate-instance`, `mixed-series`, `mixed-size`, `not-parallel`,
 *   `not-aligned`, `missing-slice`, `uneven-spacing`, `missing-attribute`, `duplicate-position`, `missing-frame` or
 *   `extra-frame`, naming the instance at fault.
 */
export function layOutCine(given: readonly DicomInstance[], options: LayoutOptions = {}): CineLayout {
  const { instances, warnings } = withoutRepetition(given, options);
  const stack = options.isPlane ? loneSlice(instances) : orderSlices(instances);
  const { frameOrderedBy, frames } = orderFrames(stack.slices);
  const frameCount = requireEqualFrames(stack.slices, frames);
  const timing = timingOf(frames, frameOrderedBy);
  return Object.freeze({
    grid: gridOf(stack, frames[0]![0]!),
    frames: Object.freeze(frames),
    sliceCount: frames.length,
    frameCount,
    sliceSpacingMm: stack.spacingMm,
    frameOrderedBy,
    timing,
    warnings: Object.freeze([...warnings, ...findWarnings(frames, stack.spacingMm, timing, options.imagesElsewhere)]),
  });
}

function withoutRepetition(given: readonly DicomInstance[], options: LayoutOptions): KeptImages {
  const copies = withoutCopies(given);
  requireOneStack(copies.instances, options);
  const repeats = withoutRepeats(copies.instances);
  return { instances: repeats.instances, warnings: [...copies.warnings, ...repeats.warnings] };
}

function requireOneStack(instances: readonly DicomInstance[], { isJoined = false }: LayoutOptions): void {
  const first = instances[0];
  if (first === undefined) return;
  const refuse = (kind: "mixed-series" | "mixed-size" | "not-parallel", other: DicomInstance, what: string) => {
    const message = `${nameOf(other)} and ${nameOf(first)} ${what}; assemble them separately`;
    return new DicomError(kind, message, at(other));
  };
  for (const other of instances) {
    if (!isJoined && !isOfSameSeries(first, other)) throw refuse("mixed-series", other, "belong to different series");
    if (!hasSameMatrix(first, other)) throw refuse("mixed-size", other, `differ in size: ${sizesOf(other, first)}`);
    if (!hasSameOrientation(first, other)) throw refuse("not-parallel", other, "are not parallel");
  }
}

function isOfSameSeries(a: DicomInstance, b: DicomInstance): boolean {
  return a.studyInstanceUid === b.studyInstanceUid && a.seriesInstanceUid === b.seriesInstanceUid;
}

function sizesOf(...instances: readonly DicomInstance[]): string {
  const size = (i: DicomInstance) => `${i.rows} × ${i.columns} pixels of ${i.pixelSpacingMm.join(" × ")} mm`;
  return instances.map(size).join(" and ");
}

/** The frame count that every slice has. */
function requireEqualFrames(slices: readonly Slice[], frames: readonly (readonly DicomInstance[])[]): number {
  const frameCount = mostCommonFrameCount(slices);
  const odd = frames.findIndex((slice) => slice.length !== frameCount);
  if (odd === -1) return frameCount;
  const slice = frames[odd]!;
  const kind = slice.length < frameCount ? "missing-frame" : "extra-frame";
  const where = `slice ${odd + 1} of ${frames.length}, at ${slices[odd]!.offsetMm.toFixed(2)} mm along the normal`;
  const there = `it has ${frameNumbers(slice)}, beginning with ${nameOf(slice[0]!)}`;
  const advice = kind === "missing-frame" ? "fetch the whole series" : "separate the two series";
  const message = `${where}, has ${slice.length} frames where most have ${frameCount}: ${there}; ${advice}`;
  const details = { ...at(slice[0]!), sliceIndex: odd, expected: frameCount, actual: slice.length };
  throw new DicomError(kind, message, details);
}

/** The frame count of most slices, the larger of equally common ones. */
export function mostCommonFrameCount(slices: readonly Slice[]): number {
  return mostCommon(slices.map(({ instances }) => instances.length));
}

/** Which frames exist, by InstanceNumber in runs: `InstanceNumber 21-27, 29-40`. */
function frameNumbers(frames: readonly DicomInstance[]): string {
  const numbers = frames.flatMap(({ instanceNumber }) => instanceNumber ?? []).sort((a, b) => a - b);
  if (numbers.length === 0) return "no InstanceNumber";
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && number === run[1] + 1) run[1] = number;
    else runs.push([number, number]);
  }
  return `InstanceNumber ${runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ")}`;
}

/**
 * The grid of a stack. PixelSpacing is the distance between rows, then between columns; i runs along a row, so its step
 * is the second of the two.
 */
export function gridOf({ normal, spacingMm, slices }: SliceStack, first: DicomInstance): Grid {
  const [rowSpacingMm, columnSpacingMm] = first.pixelSpacingMm;
  const ijkToLps = fromColumns("ijk", "lps", {
    iAxis: scale(rowDirection(first.imageOrientationPatient), columnSpacingMm),
    jAxis: scale(columnDirection(first.imageOrientationPatient), rowSpacingMm),
    kAxis: scale(normal, spacingMm),
    origin: first.imagePositionPatientMm,
  });
  return makeGrid([first.columns, first.rows, slices.length], ijkToLps);
}
