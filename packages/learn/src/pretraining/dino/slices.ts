/** What DINO learns from: every slice of every catalogued image, each at any of its frames. */
import { type RandomStream, randomStream } from "@cmrkit/tensor";
import type { CatalogueImage } from "../../catalogue/image.ts";
import { epochOrder } from "../epoch-order.ts";

/** The slices of many images in 8 bytes an image. Both arrays may be shared between threads. */
export interface SliceIndex {
  /** Image numbers in the catalogue. */
  readonly ids: Uint32Array;
  /** How many slices the images up to and including each have together. */
  readonly upTo: Uint32Array;
}

/** Lists images by number and slices, in memory that loading workers share. */
export function sliceIndex(images: Iterable<Pick<CatalogueImage, "id" | "size">>): SliceIndex {
  const [ids, upTo]: [number[], number[]] = [[], []];
  let total = 0;
  for (const { id, size } of images) {
    total += size[1];
    ids.push(id);
    upTo.push(total);
  }
  return { ids: shared(ids), upTo: shared(upTo) };
}

function shared(values: readonly number[]): Uint32Array {
  const array = new Uint32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
}

export function sliceCount({ upTo }: SliceIndex): number {
  return upTo.at(-1) ?? 0;
}

/** One slice of one image of the catalogue. */
export interface SlicePlace {
  readonly imageId: number;
  readonly sliceIndex: number;
}

/** The slice at a place of the index, 0 … count − 1. */
export function sliceAt({ ids, upTo }: SliceIndex, place: number): SlicePlace {
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return { imageId: ids[low]!, sliceIndex: place - (upTo[low - 1] ?? 0) };
}

/** The slice of the n-th draw: each once an epoch, in another order each time. @param random of the run. */
export function sliceOrder(index: SliceIndex, random: RandomStream): (n: number) => SlicePlace {
  const placeAt = epochOrder(sliceCount(index), random);
  return (n) => sliceAt(index, placeAt(n));
}

/** Any slice, all alike. */
export function drawSlice(index: SliceIndex, random: RandomStream): SlicePlace {
  return sliceAt(index, random.integer(sliceCount(index)));
}

/**
 * Tells the patients that are never trained on. Each draws a lot of its own from the seed, so patients that join a
 * catalogue move no others.
 */
export function heldOutBy(seed: number, validationShare: number): (patient: string) => boolean {
  const random = randomStream(seed).fork("split");
  return (patient) => random.fork(patient).uniform() < validationShare;
}
