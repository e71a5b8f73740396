/** Assembles the images of one still series, late enhancement or a map, into one volume of one frame. */
import type { Grid, Volume } from "../volume.ts";
import { gridOf, type LayoutOptions, layOutCine } from "./cine-layout.ts";
import type { CineWarning } from "./cine-warning.ts";
import { at, DicomError, nameOf } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import { readPixels, requireIntensities } from "./pixel-decoders.ts";
import { loneSlice } from "./slice-stack.ts";
import type { StatedUnit } from "./stated-unit.ts";

export interface Still {
  /** One frame; k ascends along row × column. */
  readonly volume: Volume;
  /** In the order of the slices. */
  readonly instances: readonly DicomInstance[];
  /** Where every image states the same unit. */
  readonly statedUnit: StillUnit | undefined;
  readonly warnings: readonly CineWarning[];
}

/** The unit of a still, and how its intensities are brought to it. */
export interface StillUnit {
  readonly unit: string;
  /** Of each slice: value in the unit = intensity · factor + offset. */
  readonly scales: readonly { readonly factor: number; readonly offset: number }[];
}

/**
 * Builds the volume of a series with one image a slice. A single slice is a volume too, as thick as its header says.
 * @throws {DicomError} every kind of `layOutCine` but `too-few-slices`; `extra-frame` when slices have several images, as
 *   magnitude beside phase-sensitive ones; `missing-attribute` when a single slice states no thickness; what
 *   `readPixels` throws.
 */
export function assembleStill(images: readonly DicomInstance[], options: LayoutOptions = {}): Still {
  const { grid, instances, warnings } = images.length === 1 ? planeOf(images[0]!) : stackOf(images, options);
  for (const instance of instances) requireIntensities(instance);
  const [X, Y, Z] = grid.size;
  const data = new Float32Array(X * Y * Z);
  for (const [k, instance] of instances.entries()) data.set(readPixels(instance), k * X * Y);
  const volume = Object.freeze({ grid, frameCount: 1, data });
  return Object.freeze({ volume, instances, statedUnit: commonUnit(instances), warnings });
}

type Laid = Pick<Still, "instances" | "warnings"> & { readonly grid: Grid };

function stackOf(images: readonly DicomInstance[], options: LayoutOptions): Laid {
  const { grid, frames, frameCount, warnings } = layOutCine(images, options);
  if (frameCount === 1) return { grid, instances: frames.map(([image]) => image!), warnings };
  const image = frames[0]![1]!;
  const message = `${nameOf(image)} is one of ${frameCount} images of its slice, where a still has one`;
  throw new DicomError("extra-frame", `${message}; give the series that holds only these pictures`, at(image));
}

function planeOf(image: DicomInstance): Laid {
  return { grid: gridOf(loneSlice([image]), image), instances: [image], warnings: [] };
}

/** Images of one map may be scaled, and mapped, one by one: their values share a unit, not the way to it. */
function commonUnit(instances: readonly DicomInstance[]): StillUnit | undefined {
  const units = instances.flatMap(({ statedUnit }) => statedUnit ?? []);
  const [first] = units;
  if (first === undefined || units.length < instances.length) return undefined;
  if (units.some(({ unit }) => unit !== first.unit)) return undefined;
  return { unit: first.unit, scales: instances.map(({ pixels }, k) => scaleTo(units[k]!, pixels)) };
}

/** A mapping is of stored values; intensities are rescaled already. */
function scaleTo({ slope, intercept }: StatedUnit, { rescaleSlope, rescaleIntercept }: DicomInstance["pixels"]) {
  const factor = slope / rescaleSlope;
  return { factor, offset: intercept - rescaleIntercept * factor };
}
