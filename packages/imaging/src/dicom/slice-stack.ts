/**
 * Slices of a stack: images at one position each, ordered and checked along their common normal.
 *
 * Position decides. File names, InstanceNumber and SliceLocation do not: none is required to follow the anatomy.
 * Source: DICOM PS3.3 C.7.6.2.1.1 (Image Position and Image Orientation).
 */
import type { Vector3 } from "../geometry-vector.ts";
import { dot, length, scale, subtract } from "../geometry-vector.ts";
import { describe } from "./attributes.ts";
import { at, DicomError, nameOf } from "./errors.ts";
import { type DicomInstance, normalOf } from "./instance.ts";

/** All images at one position. */
export interface Slice {
  /** Position along the normal of the stack, row × column. */
  readonly offsetMm: number;
  readonly instances: readonly DicomInstance[];
}

/** Parallel slices at equal distances. */
export interface SliceStack {
  /** Ascending along `normal`. */
  readonly slices: readonly Slice[];
  /** Unit normal, row × column. */
  readonly normal: Vector3;
  /** Distance between centres of neighbouring slices. */
  readonly spacingMm: number;
}

/** Positions carry three decimals as a rule; no two slices of a cine lie closer than this. */
const SAME_SLICE_MM = 0.05;

/** Sorts parallel images into slices, ascending along the normal of the first; nothing is checked. */
export function slicesOf(instances: readonly DicomInstance[]): readonly Slice[] {
  if (instances.length === 0) return [];
  const normal = normalOf(instances[0]!.imageOrientationPatient);
  const placed = instances
    .map((instance) => ({ instance, offsetMm: dot(instance.imagePositionPatientMm, normal) }))
    .sort((a, b) => a.offsetMm - b.offsetMm);
  const slices: { offsetMm: number; instances: DicomInstance[] }[] = [];
  for (const { instance, offsetMm } of placed) {
    const last = slices.at(-1);
    if (last !== undefined && offsetMm - last.offsetMm <= SAME_SLICE_MM) last.instances.push(instance);
    else slices.push({ offsetMm, instances: [instance] });
  }
  return slices;
}

/** Without a second slice no distance can be measured, and no volume. */
const MIN_SLICES = 2;

/**
 * Orders the slices of parallel images and measures the distance between them.
 * @throws {DicomError} `too-few-slices`, `not-aligned`, `missing-slice` or `uneven-spacing`, naming an instance at the
 *   place. A missing slice is an error because every volume computed later would be wrong by it.
 */
export function orderSlices(instances: readonly DicomInstance[]): SliceStack {
  const slices = slicesOf(instances);
  if (slices.length < MIN_SLICES) {
    const message = `a stack needs at least ${MIN_SLICES} slices at different positions, got ${slices.length}`;
    throw new DicomError("too-few-slices", message, { sliceCount: slices.length });
  }
  const normal = normalOf(instances[0]!.imageOrientationPatient);
  requireAligned(slices, normal);
  return { slices, normal, spacingMm: requireEvenSpacing(slices) };
}

/**
 * One slice alone, such as a long axis. It has no neighbour whose position would tell how far it reaches, so that the header's
 * thickness counts.
 * @throws {DicomError} `too-few-slices` of no image, `too-many-slices`, `missing-attribute` without a thickness.
 */
export function loneSlice(instances: readonly DicomInstance[]): SliceStack {
  const slices = slicesOf(instances);
  const [first] = instances;
  if (first === undefined) throw new DicomError("too-few-slices", "a plane needs an image, got none", {});
  if (slices.length > 1) {
    const message = `the series of ${nameOf(first)} has ${slices.length} slices, where a plane has one`;
    throw new DicomError("too-many-slices", message, { ...at(first), sliceCount: slices.length });
  }
  return { slices, normal: normalOf(first.imageOrientationPatient), spacingMm: requireThicknessMm(first) };
}

function requireThicknessMm(image: DicomInstance): number {
  const { sliceThicknessMm } = image;
  if (sliceThicknessMm !== undefined && sliceThicknessMm > 0) return sliceThicknessMm;
  const message = `${nameOf(image)} is a single slice without a ${describe("SliceThickness")} above 0 mm`;
  throw new DicomError("missing-attribute", message, { ...at(image), attribute: "SliceThickness" });
}

/** Half a millimetre is under half of the smallest cine pixel; exact stacks stay below a hundredth. */
const ALIGNMENT_TOLERANCE_MM = 0.5;

/** Slices shifted against each other would need a sheared grid, which no later step expects. */
function requireAligned(slices: readonly Slice[], normal: Vector3): void {
  const origin = slices[0]!.instances[0]!.imagePositionPatientMm;
  for (const instance of slices.flatMap((slice) => slice.instances)) {
    const step = subtract(instance.imagePositionPatientMm, origin);
    const shiftMm = length(subtract(step, scale(normal, dot(step, normal))));
    if (shiftMm <= ALIGNMENT_TOLERANCE_MM) continue;
    const message = `${nameOf(instance)} is shifted by ${shiftMm.toFixed(2)} mm within its plane against the first slice`;
    const advice = `at most ${ALIGNMENT_TOLERANCE_MM} mm is one stack: separate the stacks`;
    throw new DicomError("not-aligned", `${message}; ${advice}`, { ...at(instance), shiftMm });
  }
}

/** Distances may differ by this fraction of their median: positions are rounded to 0.01 mm at worst, slices 5 mm apart. */
const SPACING_TOLERANCE = 0.02;

function requireEvenSpacing(slices: readonly Slice[]): number {
  const gapsMm = slices.slice(1).map(({ offsetMm }, i) => offsetMm - slices[i]!.offsetMm);
  const spacingMm = lowerMedian(gapsMm); // a mean would spread one missing slice over every gap
  const uneven = gapsMm.findIndex((gapMm) => Math.abs(gapMm - spacingMm) > SPACING_TOLERANCE * spacingMm);
  if (uneven !== -1) throw unevenGap(slices, uneven, gapsMm[uneven]!, spacingMm);
  return (slices.at(-1)!.offsetMm - slices[0]!.offsetMm) / gapsMm.length;
}

function unevenGap(slices: readonly Slice[], index: number, gapMm: number, spacingMm: number): DicomError {
  const [below, above] = [slices[index]!.instances[0]!, slices[index + 1]!.instances[0]!];
  const between = `between slices ${index + 1} and ${index + 2} of ${slices.length}, ${nameOf(below)} and ${nameOf(above)}`;
  const details = { ...at(above), gapMm, spacingMm, sliceIndex: index };
  const steps = Math.round(gapMm / spacingMm);
  const isWhole = steps >= 2 && Math.abs(gapMm - steps * spacingMm) <= SPACING_TOLERANCE * gapMm;
  if (isWhole) {
    const what = steps === 2 ? "a slice is" : `${steps - 1} slices are`;
    const message = `${what} missing ${between}: ${gapMm.toFixed(2)} mm apart in a stack spaced ${spacingMm.toFixed(2)} mm`;
    return new DicomError("missing-slice", `${message}; fetch the whole series`, { ...details, missing: steps - 1 });
  }
  const message = `uneven distance ${between}: ${gapMm.toFixed(2)} mm in a stack spaced ${spacingMm.toFixed(2)} mm`;
  return new DicomError(
    "uneven-spacing",
    `${message}; volumes need equal distances: remove slices of another stack`,
    details,
  );
}

/** The middle value, or the smaller of two: with one slice of four missing the gaps are 10 and 20, and 10 is right. */
function lowerMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}
