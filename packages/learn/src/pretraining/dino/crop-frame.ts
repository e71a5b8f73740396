/**
 * Where a crop is cut from: a part of the image of random area, shape, place and turn.
 *
 * Source: Szegedy et al. 2015, arXiv:1409.4842 §6 (area and shape), as torchvision's RandomResizedCrop draws them. DINO
 * flips left and right only, because photographs have an up and a down; a plane through the heart has neither.
 */
import type { RandomStream } from "@cmrkit/tensor";
import type { DinoAugmentation } from "./config.ts";
import type { CropFrame, Plane } from "./plane.ts";

const TRIES = 10;

/** Draws a crop that covers a share of the image within `area`. A turned crop may reach beyond the image. */
export function drawCropFrame(
  { size: [Y, X] }: Plane,
  area: readonly [number, number],
  { aspectRatio, flips, rotation }: Pick<DinoAugmentation, "aspectRatio" | "flips" | "rotation">,
  random: RandomStream,
): CropFrame {
  const [width, height] = drawExtent(X, Y, area, aspectRatio, random);
  const centreX = (width - 1) / 2 + random.uniform() * (X - width);
  const centreY = (height - 1) / 2 + random.uniform() * (Y - height);
  const dihedral = random.uniform() < flips ? random.integer(8) : 0;
  const degrees = random.uniform() < rotation.probability ? between(rotation.degrees, random) : 0;
  const turn = (degrees * Math.PI) / 180 + (dihedral & 3) * (Math.PI / 2);
  const mirrored = dihedral & 4 ? -width : width;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return { centreX, centreY, alongX: [mirrored * cos, mirrored * sin], alongY: [-height * sin, height * cos] };
}

/** Width and height in pixels; where no draw fits, the whole image as far as the range of shapes allows. */
function drawExtent(
  X: number,
  Y: number,
  area: readonly [number, number],
  [narrowest, widest]: readonly [number, number],
  random: RandomStream,
): readonly [number, number] {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const pixels = X * Y * between(area, random);
    const ratio = Math.exp(between([Math.log(narrowest), Math.log(widest)], random));
    const [width, height] = [Math.sqrt(pixels * ratio), Math.sqrt(pixels / ratio)];
    if (width <= X && height <= Y) return [width, height];
  }
  return [Math.min(X, Y * widest), Math.min(Y, X / narrowest)];
}

export function between([low, high]: readonly [number, number], random: RandomStream): number {
  return low + (high - low) * random.uniform();
}
