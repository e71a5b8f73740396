/**
 * Sorts the images of one DICOM series into the images that training sees: whole stacks where the geometry is whole, else
 * single slices over time, else single pictures. Nothing is repaired, and nothing is lost for being incomplete: a stack
 * that lacks a slice cannot be measured, yet each of its slices can be learnt from.
 */
import {
  DicomError,
  type DicomInstance,
  groupSeries,
  inspectSeries,
  layOutCine,
  orderFrames,
  type Series,
  type SeriesSummary,
  type Slice,
  slicesOf,
} from "@cmrkit/imaging";
import type { ImageSize } from "./content.ts";
import { type ImageKind, orElse } from "./described-kind.ts";
import { isThreePlane, kindOfStack } from "./stack-kind.ts";

/** One image of a series. */
export interface Stack {
  /** Slices of the first frame, then of the next: the order of (T, Z). */
  readonly instances: readonly DicomInstance[];
  readonly size: ImageSize;
  /** Null where a single slice does not state its thickness. */
  readonly spacingMm: readonly [z: number, y: number, x: number] | null;
  /** What geometry tells of it. */
  readonly kind: ImageKind;
}

/** The images of one series, whose instances must differ. */
export function stacksOf(instances: readonly DicomInstance[]): readonly Stack[] {
  const groups = groupSeries(instances);
  const summaries = inspectSeries(instances); // in the same order
  const isLocaliser = isThreePlane(summaries);
  return groups.flatMap((group, n) => {
    const summary = summaries[n]!;
    const parts =
      wholeStack(group, summary) ?? slicesOf(group.instances).flatMap((slice) => sliceParts(slice, summary));
    return isLocaliser ? parts.map((part) => ({ ...part, kind: orElse(part.kind, localiser) })) : parts;
  });
}

const localiser: ImageKind = { sequence: "localiser", view: "unknown" };

/** The stack as one image, or undefined where its geometry is not whole. */
function wholeStack({ instances }: Series, summary: SeriesSummary): readonly Stack[] | undefined {
  const layout = orUndefined(() => layOutCine(instances));
  if (layout === undefined) return undefined;
  const { frames, frameCount, sliceCount, sliceSpacingMm, timing } = layout;
  const ordered = Array.from({ length: frameCount }, (_, t) => frames.map((slice) => slice[t]!)).flat();
  const { rows, columns, pixelSpacingMm } = ordered[0]!;
  return [
    {
      instances: ordered,
      size: [frameCount, sliceCount, rows, columns],
      spacingMm: [sliceSpacingMm, ...pixelSpacingMm],
      kind: kindOfStack(summary, timing.frameTimesMs),
    },
  ];
}

/** One slice as a series in time, or each of its images alone where nothing tells their order. */
function sliceParts(slice: Slice, summary: SeriesSummary): readonly Stack[] {
  const frames = orUndefined(() => orderFrames([slice]).frames[0]);
  return frames === undefined
    ? slice.instances.map((instance) => planeStack([instance], summary))
    : [planeStack(frames, summary)];
}

function planeStack(frames: readonly DicomInstance[], summary: SeriesSummary): Stack {
  const { rows, columns, pixelSpacingMm, spacingBetweenSlicesMm, sliceThicknessMm } = frames[0]!;
  const z = spacingBetweenSlicesMm ?? sliceThicknessMm;
  const timesMs = frames.flatMap(({ triggerTimeMs }) => triggerTimeMs ?? []);
  return {
    instances: frames,
    size: [frames.length, 1, rows, columns],
    spacingMm: z === undefined || z <= 0 ? null : [z, ...pixelSpacingMm],
    kind: kindOfStack(summary, timesMs.length === frames.length ? timesMs : undefined),
  };
}

function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}
