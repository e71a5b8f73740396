/**
 * Images that are there more than once: copies of one file, and slices that were acquired again.
 *
 * Archives export a file twice, and a breath-hold that failed is repeated under the same series. Neither makes the cine
 * wrong as long as it is known which images count: of copies any, of acquisitions the last complete one.
 */
import type { CineWarning } from "./cine-warning.ts";
import { at, DicomError, nameOf } from "./errors.ts";
import type { DicomInstance } from "./instance.ts";
import { slicesOf } from "./slice-stack.ts";

/** Images without repetition, and what was left out. */
export interface KeptImages {
  readonly instances: readonly DicomInstance[];
  readonly warnings: readonly CineWarning[];
}

/**
 * Leaves out files that repeat another one in every attribute and every pixel.
 * @throws {DicomError} `duplicate-instance` when two files claim one UID with different content.
 */
export function withoutCopies(instances: readonly DicomInstance[]): KeptImages {
  const kept = new Map<string, DicomInstance>();
  const copies: DicomInstance[] = [];
  for (const instance of instances) {
    const key = `${instance.sopInstanceUid} ${instance.frameNumber ?? ""}`;
    const first = kept.get(key);
    if (first === undefined) kept.set(key, instance);
    else if (isSameContent(first, instance)) copies.push(instance);
    else throw differingCopies(first, instance);
  }
  return { instances: [...kept.values()], warnings: copies.length === 0 ? [] : [copiesWarning(copies)] };
}

function isSameContent(a: DicomInstance, b: DicomInstance): boolean {
  return headerOf(a) === headerOf(b) && Buffer.compare(a.pixels.bytes, b.pixels.bytes) === 0;
}

function headerOf({ source: _, pixels: { bytes: __, ...layout }, ...header }: DicomInstance): string {
  return JSON.stringify([header, layout]);
}

function differingCopies(first: DicomInstance, second: DicomInstance): DicomError {
  const message = `${nameOf(second)} is there twice with different content, first as ${first.source}`;
  return new DicomError("duplicate-instance", `${message}; remove the file that is wrong`, at(second));
}

function copiesWarning(copies: readonly DicomInstance[]): CineWarning {
  const many = copies.length === 1 ? "one image is" : `${copies.length} images are`;
  return {
    kind: "copies-left-out",
    message: `${many} there twice, such as ${nameOf(copies[0]!)}; the copies are left out`,
  };
}

/**
 * Leaves out what a later acquisition of the same slice repeats. A slice was repeated when the images of one acquisition
 * number make a whole cine by themselves, and those of every other run over the same times. Of several whole ones the
 * last counts, since it was made because an earlier one was not good enough.
 *
 * @param instances parallel images of one series.
 */
export function withoutRepeats(instances: readonly DicomInstance[]): KeptImages {
  const slices = slicesOf(instances).map((slice) => slice.instances);
  const frameCount = mostCommon(slices.map((slice) => Math.max(...acquisitionsOf(slice).map(({ length }) => length))));
  if (frameCount < MIN_FRAMES) return { instances, warnings: [] };
  const kept = slices.map((slice) => lastComplete(slice, frameCount));
  const repeated = slices.findIndex((slice, k) => kept[k]!.length < slice.length);
  if (repeated === -1) return { instances, warnings: [] };
  const left = instances.length - kept.flat().length;
  return { instances: kept.flat(), warnings: [repeatWarning(kept[repeated]!, left)] };
}

/** Still images of several acquisitions may differ in anything: a map is one. Only cines are known to repeat. */
const MIN_FRAMES = 2;

function acquisitionsOf(slice: readonly DicomInstance[]): readonly (readonly DicomInstance[])[] {
  const byNumber = Map.groupBy(slice, ({ acquisitionNumber }) => acquisitionNumber ?? -1);
  return [...byNumber].sort(([a], [b]) => a - b).map(([, images]) => images);
}

function lastComplete(slice: readonly DicomInstance[], frameCount: number): readonly DicomInstance[] {
  const acquisitions = acquisitionsOf(slice);
  const last = acquisitions.findLast((images) => images.length === frameCount);
  if (last === undefined || acquisitions.length === 1) return slice;
  return acquisitions.every((images) => runsOverSameTimes(images, last)) ? last : slice;
}

/** Parts of one cine follow each other in time; a repetition runs over the same times again. */
function runsOverSameTimes(a: readonly DicomInstance[], b: readonly DicomInstance[]): boolean {
  const clocks = [
    ({ triggerTimeMs }: DicomInstance) => triggerTimeMs,
    ({ temporalPositionIdentifier }: DicomInstance) => temporalPositionIdentifier,
  ];
  const clock = clocks.find((read) => new Set([...a, ...b].map(read)).size > 1);
  if (clock === undefined) return false;
  const [first, second] = [a, b].map((images) => images.map(clock).filter((time) => time !== undefined));
  if (first!.length === 0 || second!.length === 0) return false;
  return Math.min(...first!) <= Math.max(...second!) && Math.min(...second!) <= Math.max(...first!);
}

function repeatWarning(kept: readonly DicomInstance[], left: number): CineWarning {
  const which = `acquisition ${kept[0]!.acquisitionNumber} at ${nameOf(kept[0]!)}`;
  const message = `slices were acquired more than once; of each the last complete acquisition is used, such as ${which}`;
  return { kind: "repeated-acquisition", message: `${message}; ${left} images are left out` };
}

/** The number that is there most often, the larger of equally common ones; 0 of none. */
export function mostCommon(counts: readonly number[]): number {
  const byCount = Map.groupBy(counts, (count) => count);
  const ranked = [...byCount].sort(([a, as], [b, bs]) => bs.length - as.length || b - a);
  return ranked[0]?.[0] ?? 0;
}
