/** The outlined slices of a Sunnybrook patient in the order of their positions, which only headers tell. */
import { readFileSync } from "node:fs";
import { type DicomInstance, ImagingError, parseDicomInstance, slicesOf } from "@cmrkit/imaging";
import { LearnError } from "../errors.ts";
import type { OutlinedPatient } from "./sunnybrook-folders.ts";

export interface OutlinedSlice {
  readonly instance: DicomInstance;
  /** Paths of the outlines. */
  readonly cavity?: string;
  readonly epicardium?: string;
}

/**
 * Ascending along row × column; two phases of a position follow each other.
 * @throws {LearnError} `data-missing` when an outline has no image, `bad-image` when the image is no MR image.
 */
export function readOutlinedSlices({ id, images, inner, outer }: OutlinedPatient): OutlinedSlice[] {
  const numbers = [...new Set([...inner.keys(), ...outer.keys()])];
  const slices = numbers.map((number) => {
    const [cavity, epicardium] = [inner.get(number), outer.get(number)];
    return {
      instance: readInstance(images.get(number), cavity ?? epicardium, id),
      ...(cavity !== undefined && { cavity }),
      ...(epicardium !== undefined && { epicardium }),
    };
  });
  const order = slicesOf(slices.map(({ instance }) => instance)).flatMap(({ instances }) => instances);
  return slices.toSorted((a, b) => order.indexOf(a.instance) - order.indexOf(b.instance));
}

function readInstance(path: string | undefined, outline: string | undefined, id: string): DicomInstance {
  if (path === undefined)
    throw new LearnError(
      "data-missing",
      `case ${id}: ${outline} outlines an image that is not there; fetch the set again`,
    );
  try {
    return parseDicomInstance(readFileSync(path), path);
  } catch (error) {
    if (!(error instanceof ImagingError)) throw error;
    throw new LearnError("bad-image", `case ${id}: ${path} is refused: ${error.message}`);
  }
}
