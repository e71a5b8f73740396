/**
 * Finds the cines in a study of the Data Science Bowl by position and trigger time: neither the numbers of its folders nor
 * those of its files follow the anatomy.
 *
 * Each folder `sax_N` is one breath-hold, of one slice as a rule, and a series of its own. A position that occurs in
 * several folders was taken again because an artifact had spoilt it; the organisers advise the last, here the highest N.
 * Nothing else is chosen or mended: slices that differ in matrix or orientation, lie unevenly or have other frame counts
 * make no stack, and the study then has no short-axis images, with the reason among its problems. Frame counts of short
 * and long axis may differ.
 *
 * Source: the organisers' answers on https://www.kaggle.com/c/second-annual-data-science-bowl/data; DICOM PS3.3 C.7.6.2.1.1.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DicomError, type DicomInstance, layOutCine, orderFrames, parseDicomInstance, slicesOf } from "@cmrkit/imaging";
import { LearnError } from "../errors.ts";
import type { CaseImage, PixelFile, ViewProblem } from "./data-set.ts";
import { filesOf, subfoldersOf } from "./folders.ts";

/** What a study holds, and why it does not hold more. */
export interface KaggleStudy {
  /** Every frame of each view, named such as `sax frame 0`; no phase is known. */
  readonly images: readonly CaseImage[];
  /** One for each view that could not be laid out. */
  readonly problems: readonly ViewProblem[];
}

const views = [
  { prefix: "sax", view: "sax", framesOf: stackFrames },
  { prefix: "2ch", view: "lax_2c", framesOf: planeFrames },
  { prefix: "4ch", view: "lax_4c", framesOf: planeFrames },
] as const;

/** Reads every header of a study, and no pixel. */
export function readKaggleStudy(folder: string): KaggleStudy {
  const images: CaseImage[] = [];
  const problems: ViewProblem[] = [];
  for (const { prefix, view, framesOf } of views) {
    try {
      const frames = framesOf(acquisitionsIn(folder, prefix));
      images.push(...frames.map((instances, t) => imageOf(view, t, instances)));
    } catch (error) {
      if (!(error instanceof DicomError || error instanceof LearnError)) throw error;
      problems.push({ view, because: `${folder}: ${view}: ${error.message}` });
    }
  }
  return Object.freeze({ images: Object.freeze(images), problems: Object.freeze(problems) });
}

/** What one folder holds. */
type Acquisition = readonly DicomInstance[];

/** From the first to the last taken. @throws {LearnError} `data-missing` when there is none. */
function acquisitionsIn(folder: string, prefix: string): Acquisition[] {
  const names = subfoldersOf(folder).filter((name) => /^\w+_\d+$/.test(name) && name.startsWith(`${prefix}_`));
  if (names.length === 0) throw new LearnError("data-missing", `there is no folder ${prefix}_N`);
  return names.map((name) => {
    const paths = filesOf(join(folder, name)).filter((file) => file.endsWith(".dcm"));
    if (paths.length === 0) throw new LearnError("data-missing", `${name} holds no DICOM file`);
    return paths.map((file) => headerOf(join(folder, name, file)));
  });
}

const noBytes = new Uint8Array(0);

/** Without its pixels, lest a whole study is held. */
function headerOf(path: string): DicomInstance {
  const instance = parseDicomInstance(readFileSync(path), path);
  return { ...instance, pixels: { ...instance.pixels, bytes: noBytes } };
}

/** [frame][slice]: slices ascend along row × column. */
type Frames = readonly (readonly DicomInstance[])[];

/** @throws {DicomError} when the slices make no whole stack. */
function stackFrames(acquisitions: readonly Acquisition[]): Frames {
  const { frames, frameCount } = layOutCine(asOneSeries(lastOfEachPosition(acquisitions)));
  return Array.from({ length: frameCount }, (_, t) => frames.map((slice) => slice[t]!));
}

/** Leaves of each position the images of the folder that was taken last. */
function lastOfEachPosition(acquisitions: readonly Acquisition[]): DicomInstance[] {
  const turnOf = new Map(acquisitions.flatMap((taken, turn) => taken.map((instance) => [instance, turn])));
  return slicesOf(acquisitions.flat()).flatMap(({ instances }) => {
    const last = Math.max(...instances.map((instance) => turnOf.get(instance) ?? 0));
    return instances.filter((instance) => turnOf.get(instance) === last);
  });
}

/** Breath-holds are series of their own, and together one stack. */
function asOneSeries(instances: readonly DicomInstance[]): DicomInstance[] {
  const seriesInstanceUid = instances[0]?.seriesInstanceUid ?? "";
  return instances.map((instance) => ({ ...instance, seriesInstanceUid }));
}

/** The plane that was taken last. @throws {DicomError} when its folder holds several, or its frames have no order. */
function planeFrames(acquisitions: readonly Acquisition[]): Frames {
  const slices = slicesOf(acquisitions.at(-1)!);
  if (slices.length > 1) throw new LearnError("bad-image", `${slices.length} planes lie in one folder, expected one`);
  return orderFrames(slices).frames[0]!.map((instance) => [instance]);
}

function imageOf(view: (typeof views)[number]["view"], t: number, instances: readonly DicomInstance[]): CaseImage {
  const pixels: PixelFile = { format: "dicom", paths: Object.freeze(instances.map(({ source }) => source)) };
  return Object.freeze({ name: `${view} frame ${t}`, sequence: "cine", view, channels: Object.freeze([pixels]) });
}
